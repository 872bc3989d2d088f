package io.vsd.engine.expert;

import java.util.Arrays;

/** Fits a {@link Reliability} to nodes that were accepted or not, by their places on the curve. */
public final class ReliabilityFit {
  private static final double PRIOR_NODES = 4;

  private final double[] nodes = new double[Reliability.KNOTS];
  private final double[] accepted = new double[Reliability.KNOTS];

  /** A node that its law gave so much, and what came of it. */
  public void add(double probability, boolean wasAccepted) {
    double at = Reliability.place(probability);
    int below = (int) Math.min(at, Reliability.KNOTS - 2.0);
    double part = at - below;
    nodes[below] += 1 - part;
    nodes[below + 1] += part;
    if (wasAccepted) {
      accepted[below] += 1 - part;
      accepted[below + 1] += part;
    }
  }

  /** The curve, which never falls: a node that its law gives more is not believed less. */
  public Reliability fit() {
    double[] prior = Reliability.exact().accepted();
    double[] weights = new double[Reliability.KNOTS];
    double[] values = new double[Reliability.KNOTS];
    Arrays.setAll(weights, i -> nodes[i] + PRIOR_NODES);
    Arrays.setAll(values, i -> (accepted[i] + PRIOR_NODES * prior[i]) / weights[i]);
    return new Reliability(neverFalling(values, weights));
  }

  /** Pools neighbours that fall until none does (Ayer et al. 1955). */
  private static double[] neverFalling(double[] values, double[] weights) {
    int[] ends = new int[values.length];
    double[] means = new double[values.length];
    double[] sums = new double[values.length];
    int pools = 0;
    for (int i = 0; i < values.length; i++) {
      means[pools] = values[i];
      sums[pools] = weights[i];
      ends[pools++] = i + 1;
      while (pools > 1 && means[pools - 2] > means[pools - 1]) {
        double sum = sums[pools - 2] + sums[pools - 1];
        means[pools - 2] =
            (means[pools - 2] * sums[pools - 2] + means[pools - 1] * sums[pools - 1]) / sum;
        sums[pools - 2] = sum;
        ends[pools - 2] = ends[pools - 1];
        pools--;
      }
    }
    double[] fitted = new double[values.length];
    int from = 0;
    for (int pool = 0; pool < pools; pool++) {
      Arrays.fill(fitted, from, ends[pool], means[pool]);
      from = ends[pool];
    }
    return fitted;
  }
}
