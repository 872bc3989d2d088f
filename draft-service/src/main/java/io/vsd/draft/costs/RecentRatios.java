package io.vsd.draft.costs;

import java.util.stream.IntStream;

/**
 * How much slower than at the start forwards have been lately, as a smooth function of their rows:
 * a median of the last ratios in which those of similar row counts weigh most. Smooth, because a
 * choice among many sizes would find every accidental dip. Not thread safe.
 */
final class RecentRatios {
  private static final int WINDOW = 64;

  /** Distance in log rows at which a ratio weighs half. */
  private static final double HALF_WEIGHT = 0.5;

  private final int[] rows = new int[WINDOW];
  private final double[] ratios = new double[WINDOW];
  private int next;
  private int size;

  void add(int forwardRows, double ratio) {
    rows[next] = forwardRows;
    ratios[next] = ratio;
    next = (next + 1) % WINDOW;
    size = Math.min(size + 1, WINDOW);
  }

  /** The ratio at each of some row counts; 1 where nothing was seen. */
  double[] at(int[] asked) {
    int[] ascending =
        IntStream.range(0, size)
            .boxed()
            .sorted((a, b) -> Double.compare(ratios[a], ratios[b]))
            .mapToInt(Integer::intValue)
            .toArray();
    return IntStream.of(asked).mapToDouble(r -> median(ascending, r)).toArray();
  }

  private double median(int[] ascending, int asked) {
    double all = 0;
    for (int i : ascending) {
      all += weight(rows[i], asked);
    }
    double below = 0;
    for (int i : ascending) {
      below += weight(rows[i], asked);
      if (2 * below >= all) {
        return ratios[i];
      }
    }
    return 1;
  }

  private static double weight(int seen, int asked) {
    double distance = Math.log((double) seen / asked) / HALF_WEIGHT;
    return 1 / (1 + distance * distance);
  }
}
