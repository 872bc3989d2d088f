package io.vsd.engine.model;

import io.vsd.engine.tokentree.TokenTree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Measures what a forward costs by its number of rows, on the machine it will run on. */
final class CostCurve {
  private static final int MOST_REPEATS = 7;
  private static final long ENOUGH_NANOS = 60_000_000;

  private CostCurve() {}

  /** Points in the order of {@code rows}; those that the budget does not reach are left out. */
  static List<CostPoint> measure(TargetModel model, int context, int[] rows, Duration budget) {
    long deadline = System.nanoTime() + budget.toNanos();
    List<CostPoint> points = new ArrayList<>();
    try (KvSlot slot = model.openSlot(context + 1)) {
      int[] prompt = new int[context];
      Arrays.setAll(prompt, i -> i % model.config().vocabSize());
      if (context > 0) {
        model.prefill(slot, prompt).close();
      }
      for (int n : rows) {
        if (points.isEmpty() || System.nanoTime() < deadline) {
          points.add(new CostPoint(n, milliseconds(model, slot, binaryTree(n - 1))));
        }
      }
    }
    return points;
  }

  /** The median of a few forwards behind one that is not counted; a slow one is timed once. */
  private static double milliseconds(TargetModel model, KvSlot slot, TokenTree tree) {
    model.forward(slot, 0, tree).close();
    double[] times = new double[MOST_REPEATS];
    int taken = 0;
    long begin = System.nanoTime();
    while (taken == 0 || (taken < MOST_REPEATS && System.nanoTime() - begin < ENOUGH_NANOS)) {
      long start = System.nanoTime();
      model.forward(slot, 0, tree).close();
      times[taken++] = (System.nanoTime() - start) / 1e6;
    }
    Arrays.sort(times, 0, taken);
    return times[taken / 2];
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
