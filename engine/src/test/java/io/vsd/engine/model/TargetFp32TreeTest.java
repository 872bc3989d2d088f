package io.vsd.engine.model;

import static io.vsd.engine.model.TargetGoldenTest.argmax;
import static io.vsd.engine.model.TargetGoldenTest.ints;
import static io.vsd.engine.model.TargetGoldenTest.read;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vsd.engine.backend.Backends;
import io.vsd.engine.fixtures.RealModel;
import io.vsd.engine.tokentree.TokenTree;
import io.vsd.engine.weights.ModelDirectory;
import java.io.IOException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The reference precision promises no bits: a tree's rows choose the tokens that one-by-one
 * decoding chooses, up to near ties, whose number is counted.
 */
class TargetFp32TreeTest {
  private static final double MAX_LOGIT_ERROR = 1e-3;
  private static final double NEAR_TIE = 2 * MAX_LOGIT_ERROR;
  private static final int CASES = 2;
  private static final int DEPTH = 5;

  @Test
  void treesChooseTheTokensOfOneByOneDecodingUpToCountedNearTies() throws IOException {
    int nearTies = 0;
    int rows = 0;
    try (ModelDirectory model = RealModel.open();
        TargetModel target =
            Backends.target(model, new DeviceOptions("torch-cpu", Precision.FP32, 2))) {
      for (int i = 0; i < CASES; i++) {
        JsonNode golden = read("target-real.json").get("cases").get(i);
        int[] prompt = ints(golden.get("prompt"));
        int[] answer = ints(golden.get("greedy"));
        nearTies += compare(target, prompt, answer);
        rows += answer.length;
      }
    }
    System.out.println("fp32 trees: " + nearTies + " near ties in " + rows + " rows");
    assertThat(nearTies).as("near ties used").isLessThanOrEqualTo(2);
  }

  /** One token at a time in one slot, in trees of a chain among other branches in another. */
  private static int compare(TargetModel target, int[] prompt, int[] answer) {
    int nearTies = 0;
    int capacity = prompt.length + 3 * answer.length;
    try (KvSlot single = target.openSlot(capacity);
        KvSlot branching = target.openSlot(capacity)) {
      target.prefill(single, prompt).close();
      target.prefill(branching, prompt).close();
      for (int at = 0; at + DEPTH < answer.length; at += DEPTH) {
        try (TreeForward tree = target.forward(branching, answer[at], tree(target, answer, at))) {
          for (int depth = 0; depth < DEPTH; depth++) {
            try (TreeForward one = target.forward(single, answer[at + depth], TokenTree.empty())) {
              nearTies += nearTie(one.logits(0), tree.logits(row(depth)));
            }
            single.commit(new int[] {0});
          }
        }
        branching.commit(IntStream.range(0, DEPTH).map(TargetFp32TreeTest::row).toArray());
      }
    }
    return nearTies;
  }

  /** The next tokens of the answer, each with a sibling in front of it. */
  private static TokenTree tree(TargetModel target, int[] answer, int at) {
    int nodes = 2 * (DEPTH - 1);
    int[] tokens = new int[nodes];
    int[] parents = new int[nodes];
    for (int i = 0; i < nodes; i++) {
      int next = answer[at + 1 + i / 2];
      tokens[i] = i % 2 == 1 ? next : (next + 1) % target.config().vocabSize();
      parents[i] = i < 2 ? -1 : 2 * (i / 2) - 1;
    }
    return TokenTree.of(tokens, parents, new float[nodes]);
  }

  private static int row(int depth) {
    return 2 * depth;
  }

  private static int nearTie(float[] expected, float[] actual) {
    int best = argmax(expected);
    int chosen = argmax(actual);
    assertThat((double) Math.abs(expected[best] - actual[best])).isLessThan(MAX_LOGIT_ERROR);
    assertThat((double) expected[best] - expected[chosen])
        .as("no near tie")
        .isLessThanOrEqualTo(NEAR_TIE);
    return best == chosen ? 0 : 1;
  }
}
