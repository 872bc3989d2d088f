package io.vsd.engine.objective;

import java.util.Arrays;

/**
 * Self-normalised weights that never collapse: w ∝ exp(η ℓ) with the largest η in (0, 1] whose
 * effective sample size 1 / Σ w² is at least a share of the samples. With few survivors the weights
 * flatten instead of resting on one path.
 */
public final class EffectiveSampleSize {
  private static final int HALVINGS = 60;

  private EffectiveSampleSize() {}

  /** 1 / Σ w² of weights that add up to 1. */
  public static double of(double[] weights) {
    double squares = 0;
    for (double w : weights) {
      squares += w * w;
    }
    return 1 / squares;
  }

  /** w ∝ exp(η ℓ), adding up to 1; all equal where no log-weight is finite. */
  public static double[] normalized(double[] logWeights, double eta) {
    double top = Arrays.stream(logWeights).max().orElse(0);
    double[] weights = new double[logWeights.length];
    if (top == Double.NEGATIVE_INFINITY) {
      Arrays.fill(weights, 1.0 / weights.length);
      return weights;
    }
    double total = 0;
    for (int s = 0; s < weights.length; s++) {
      weights[s] = StrictMath.exp(eta * (logWeights[s] - top));
      total += weights[s];
    }
    for (int s = 0; s < weights.length; s++) {
      weights[s] /= total;
    }
    return weights;
  }

  /**
   * The flattened weights.
   *
   * @param logWeights ℓ, [S]; -infinity excludes a path
   * @param share ρ in (0, 1]: the least effective sample size is ρS, or the number of paths with a
   *     finite log-weight where that is smaller
   */
  public static double[] flattened(double[] logWeights, double share) {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("share must be in (0, 1], not " + share);
    }
    double wanted = share * logWeights.length;
    double[] weights = normalized(logWeights, 1);
    if (of(weights) >= wanted) {
      return weights;
    }
    double low = 0;
    double high = 1;
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (of(normalized(logWeights, middle)) >= wanted) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return normalized(logWeights, Math.max(low, Double.MIN_VALUE));
  }
}
