package io.vsd.local.demo;

import java.util.List;

/** The middle of a list of figures: single runs on a shared machine have outliers. */
final class Median {
  private Median() {}

  /** Mean of the two middle ones for an even count; 0 for none. */
  static double of(List<Double> values) {
    if (values.isEmpty()) {
      return 0;
    }
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}
