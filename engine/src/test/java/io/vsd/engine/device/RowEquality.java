package io.vsd.engine.device;

import io.vsd.engine.model.KvSlot;
import io.vsd.engine.model.TargetModel;
import io.vsd.engine.model.TreeForward;
import io.vsd.engine.tokentree.TokenTree;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Counts rows of random trees, computed behind contexts that end anywhere in a block, whose bits
 * differ from those of the same tokens computed one by one. A path of each tree is kept.
 */
final class RowEquality {
  private static final int[] CONTEXTS = {1, 5, 61, 63, 64, 100, 126, 200};
  private static final int[] NODES = {0, 1, 2, 3, 7, 8, 15, 31, 48, 63, 100};

  private final TargetModel model;
  private final SplittableRandom random = new SplittableRandom(7);
  private int rows;
  private int unequal;
  private int unequalFeatures;
  private int otherArgmax;
  private double largest;

  RowEquality(TargetModel model) {
    this.model = model;
  }

  /** One line: what was compared and what differed. */
  String measure() {
    for (int context : CONTEXTS) {
      int[] prompt = IntStream.range(0, context).map(i -> token()).toArray();
      int capacity = context + IntStream.of(NODES).map(nodes -> nodes + 1).sum();
      try (KvSlot together = model.openSlot(capacity);
          KvSlot single = model.openSlot(capacity)) {
        model.prefill(together, prompt).close();
        for (int token : prompt) {
          model.forward(single, token, TokenTree.empty()).close();
          single.commit(new int[] {0});
        }
        for (int nodes : NODES) {
          compare(together, single, tree(nodes));
        }
      }
    }
    return "rows %d, unequal logits %d, unequal features %d, other argmax %d, largest difference %.3g"
        .formatted(rows, unequal, unequalFeatures, otherArgmax, largest);
  }

  private void compare(KvSlot together, KvSlot single, TokenTree tree) {
    int root = token();
    int[] path = tree.size() == 0 ? new int[0] : tree.path(random.nextInt(tree.size()));
    int[] wanted = IntStream.concat(IntStream.of(0), IntStream.of(path).map(i -> i + 1)).toArray();
    try (TreeForward forward = model.forward(together, root, tree)) {
      for (int row : wanted) {
        int token = row == 0 ? root : tree.tokenId(row - 1);
        try (TreeForward alone = model.forward(single, token, TokenTree.empty())) {
          count(forward, row, alone);
        }
        single.commit(new int[] {0});
      }
    }
    together.commit(wanted);
  }

  private void count(TreeForward forward, int row, TreeForward alone) {
    float[] a = forward.logits(row);
    float[] b = alone.logits(0);
    rows++;
    if (!Arrays.equals(a, b)) {
      unequal++;
      otherArgmax += argmax(a) == argmax(b) ? 0 : 1;
      for (int i = 0; i < a.length; i++) {
        largest = Math.max(largest, Math.abs(a[i] - b[i]));
      }
    }
    boolean same = Arrays.equals(forward.features(new int[] {row}), alone.features(new int[] {0}));
    unequalFeatures += same ? 0 : 1;
  }

  private static int argmax(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }

  private TokenTree tree(int nodes) {
    int[] tokens = new int[nodes];
    int[] parents = new int[nodes];
    for (int i = 0; i < nodes; i++) {
      // Siblings differ since tokens ascend; half of the nodes extend a chain.
      tokens[i] = (i * 7 + 3) % model.config().vocabSize();
      parents[i] = random.nextBoolean() ? i - 1 : random.nextInt(i + 1) - 1;
    }
    return TokenTree.of(tokens, parents, new float[nodes]);
  }

  private int token() {
    return random.nextInt(model.config().vocabSize());
  }
}
