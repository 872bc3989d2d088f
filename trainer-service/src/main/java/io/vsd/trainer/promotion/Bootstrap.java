package io.vsd.trainer.promotion;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Percentile bootstrap of a mean, the same for the same seed everywhere. */
public final class Bootstrap {

  private static final int RESAMPLES = 2000;

  private Bootstrap() {}

  /**
   * The mean of values and its 95 % interval.
   *
   * @throws IllegalArgumentException when there are no values
   */
  public static Interval ofMean(double[] values, long seed) {
    if (values.length == 0) {
      throw new IllegalArgumentException("no values");
    }
    var random = new SplittableRandom(seed);
    double[] means = new double[RESAMPLES];
    for (int r = 0; r < RESAMPLES; r++) {
      double sum = 0;
      for (int i = 0; i < values.length; i++) {
        sum += values[random.nextInt(values.length)];
      }
      means[r] = sum / values.length;
    }
    Arrays.sort(means);
    double mean = Arrays.stream(values).sum() / values.length;
    return new Interval(mean, means[RESAMPLES / 40], means[RESAMPLES - 1 - RESAMPLES / 40]);
  }
}
