package io.vsd.local.inprocess;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vsd.engine.model.KvSlot;
import io.vsd.engine.model.RowRequest;
import io.vsd.engine.model.TargetModel;
import io.vsd.engine.model.TreeForward;
import java.util.Arrays;
import java.util.List;

/** Greedy decoding with one forward a token, nothing around it. */
final class PlainDecoder {
  private static final int[] ROOT = {0};

  private final TargetModel target;

  PlainDecoder(TargetModel target) {
    this.target = target;
  }

  /** Writes until an end token or {@code maxTokens}; the times are those of the peers' runners. */
  ObjectNode reply(int[] prompt, int maxTokens) {
    ObjectNode line = JsonLines.event("reply");
    ArrayNode written = line.putArray("tokens");
    try (KvSlot slot = target.openSlot(prompt.length + maxTokens)) {
      long started = System.nanoTime();
      int token = afterPrefill(slot, prompt);
      long first = System.nanoTime();
      written.add(token);
      while (written.size() < maxTokens && !ends(token)) {
        token = step(slot, token);
        written.add(token);
      }
      line.put("prefill_seconds", (first - started) / 1e9);
      line.put("decode_seconds", (System.nanoTime() - first) / 1e9);
    }
    return line;
  }

  /** How far a token's logit lies below the best one behind these tokens. */
  double gap(int[] prefix, int rival) {
    try (KvSlot slot = target.openSlot(prefix.length);
        TreeForward forward = target.prefill(slot, prefix)) {
      float[] logits = forward.logits(forward.rows() - 1);
      return logits[argmax(logits)] - logits[rival];
    }
  }

  private int afterPrefill(KvSlot slot, int[] prompt) {
    try (TreeForward forward = target.prefill(slot, prompt)) {
      return argmax(forward.logits(forward.rows() - 1));
    }
  }

  private int step(KvSlot slot, int token) {
    List<RowRequest> root = List.of(RowRequest.chain(slot, new int[] {token}, 0));
    try (TreeForward forward = target.forward(root).getFirst()) {
      slot.commit(ROOT);
      return argmax(forward.logits(0));
    }
  }

  private boolean ends(int token) {
    return Arrays.stream(target.config().eosTokenIds()).anyMatch(end -> end == token);
  }

  private static int argmax(float[] logits) {
    int best = 0;
    for (int i = 1; i < logits.length; i++) {
      if (logits[i] > logits[best]) {
        best = i;
      }
    }
    return best;
  }
}
