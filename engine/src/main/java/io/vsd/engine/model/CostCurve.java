package io.vsd.engine.model;

import io.vsd.engine.tokentree.TokenTree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Measures what a forward costs by its number of rows, on the machine it will run on. Row counts
 * take turns, so that a slow moment falls on all of them; few rows, of which trees are made, get
 * more turns than many.
 */
final class CostCurve {
  private static final int MOST_TURNS = 12;
  private static final int FEW_ROWS = 8;
  private static final int TURNS_OF_FEW = 4;

  private CostCurve() {}

  /** Points in the order of {@code rows}; those that the budget does not reach are left out. */
  static List<CostPoint> measure(TargetModel model, int context, int[] rows, Duration budget) {
    long deadline = System.nanoTime() + budget.toNanos();
    List<List<Double>> times = Arrays.stream(rows).mapToObj(_ -> turns()).toList();
    try (KvSlot slot = model.openSlot(context + 1)) {
      int[] prompt = new int[context];
      Arrays.setAll(prompt, i -> i % model.config().vocabSize());
      if (context > 0) {
        model.prefill(slot, prompt).close();
      }
      for (int turn = 0; turn < MOST_TURNS; turn++) {
        for (int i = 0; i < rows.length; i++) {
          boolean first = turn == 0 && i == 0;
          if ((rows[i] <= FEW_ROWS || turn % TURNS_OF_FEW == 0)
              && (first || System.nanoTime() < deadline)) {
            times.get(i).add(milliseconds(model, slot, binaryTree(rows[i] - 1)));
          }
        }
      }
    }
    List<CostPoint> points = new ArrayList<>();
    for (int i = 0; i < rows.length; i++) {
      if (!times.get(i).isEmpty()) {
        points.add(new CostPoint(rows[i], settled(times.get(i))));
      }
    }
    return points;
  }

  private static List<Double> turns() {
    return new ArrayList<>();
  }

  private static double milliseconds(TargetModel model, KvSlot slot, TokenTree tree) {
    long start = System.nanoTime();
    model.forward(slot, 0, tree).close();
    return (System.nanoTime() - start) / 1e6;
  }

  /**
   * The fastest turn: what else the machine does adds to a forward and never takes from it, and the
   * first turns meet code that is not compiled yet.
   */
  private static double settled(List<Double> turns) {
    return Collections.min(turns);
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
