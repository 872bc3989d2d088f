package io.vsd.engine.model;

import io.vsd.engine.tokentree.TokenTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Measures what a forward costs by its number of rows, on the machine it will run on. */
final class CostCurve {
  private static final int WARM_UPS = 2;
  private static final int REPEATS = 7;

  private CostCurve() {}

  static List<CostPoint> measure(TargetModel model, int context, int[] rows) {
    List<CostPoint> points = new ArrayList<>();
    try (KvSlot slot = model.openSlot(context + 1)) {
      int[] prompt = new int[context];
      Arrays.setAll(prompt, i -> i % model.config().vocabSize());
      if (context > 0) {
        model.prefill(slot, prompt).close();
      }
      for (int n : rows) {
        points.add(new CostPoint(n, milliseconds(model, slot, binaryTree(n - 1))));
      }
    }
    return points;
  }

  private static double milliseconds(TargetModel model, KvSlot slot, TokenTree tree) {
    double[] times = new double[REPEATS];
    for (int i = -WARM_UPS; i < REPEATS; i++) {
      long start = System.nanoTime();
      model.forward(slot, 0, tree).close();
      if (i >= 0) {
        times[i] = (System.nanoTime() - start) / 1e6;
      }
    }
    Arrays.sort(times);
    return times[REPEATS / 2];
  }

  private static TokenTree binaryTree(int nodes) {
    int[] tokens = new int[nodes];
    int[] parents = new int[nodes];
    Arrays.setAll(tokens, i -> i % 2);
    Arrays.setAll(parents, i -> (i + 1) / 2 - 1);
    // Siblings are an odd and an even node, so their tokens differ.
    return TokenTree.of(tokens, parents, new float[nodes]);
  }
}
