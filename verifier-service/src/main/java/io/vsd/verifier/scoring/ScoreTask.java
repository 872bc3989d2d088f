package io.vsd.verifier.scoring;

import com.google.protobuf.UnsafeByteOperations;
import io.vsd.engine.model.TopLogProbs;
import io.vsd.engine.tokentree.TokenTree;
import io.vsd.proto.speculation.v1.ScoreResponse;
import io.vsd.verifier.scheduling.DeviceTask;
import io.vsd.verifier.target.Target;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Teacher-forces given tokens in chunks: each chunk is a chain of nodes in the same forward pass
 * that verifies trees. Runs on the device thread, which may serve sessions between two chunks.
 */
final class ScoreTask implements DeviceTask {
  /** Tokens of a chunk, so that a waiting session waits for one forward of this size at most. */
  static final int CHUNK = 32;

  private final Target target;
  private final ScoreCommand command;
  private final ScoreReplies replies;
  private Target.@Nullable Slot slot;

  ScoreTask(Target target, ScoreCommand command, ScoreReplies replies) {
    this.target = target;
    this.command = command;
    this.replies = replies;
  }

  @Override
  public boolean step() {
    if (replies.cancelled()) {
      close();
      return true;
    }
    int[] tokens = command.tokenIds();
    if (slot == null) {
      slot = target.openSlot(tokens.length);
    }
    int from = slot.length();
    int to = Math.min(tokens.length, from + CHUNK);
    TokenTree chain = chain(tokens, from + 1, to);
    try (Target.Forward forward = slot.forward(tokens[from], chain)) {
      replies.send(response(forward, from, to));
    }
    slot.commit(IntStream.range(0, to - from).toArray());
    if (to < tokens.length) {
      return false;
    }
    close();
    replies.complete();
    return true;
  }

  private ScoreResponse response(Target.Forward forward, int from, int to) {
    ScoreResponse.Builder response = ScoreResponse.newBuilder().setFrom(from);
    for (int position = Math.max(from, command.from()); position < to; position++) {
      TopLogProbs law = TopLogProbs.of(forward.law(position - from), command.topK());
      var message = response.addLawsBuilder();
      for (int k = 0; k < law.tokenIds().length; k++) {
        message.addTokenIds(law.tokenIds()[k]).addLogProbs(law.logProbs()[k]);
      }
    }
    if (command.features()) {
      byte[] features = forward.features(IntStream.range(0, to - from).toArray());
      response.setFeatures(UnsafeByteOperations.unsafeWrap(features));
    }
    return response.build();
  }

  private static TokenTree chain(int[] tokens, int from, int to) {
    int[] parents = new int[to - from];
    Arrays.setAll(parents, i -> i - 1);
    return TokenTree.of(Arrays.copyOfRange(tokens, from, to), parents, new float[to - from]);
  }

  private void close() {
    if (slot != null) {
      slot.close();
      slot = null;
    }
  }

  @Override
  public void failed(Throwable cause) {
    close();
    replies.failed(cause);
  }
}
