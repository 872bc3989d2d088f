package io.vsd.local.bench;

import java.util.List;

/** Order statistics of a sample. */
public final class Quantiles {
  private Quantiles() {}

  /** The value below which the given part of the sample lies; 0 for an empty sample. */
  public static double of(List<Double> sample, double part) {
    if (sample.isEmpty()) {
      return 0;
    }
    List<Double> sorted = sample.stream().sorted().toList();
    return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(part * (sorted.size() - 1))));
  }
}
