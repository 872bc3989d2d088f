package io.vsd.draft.costs;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * The median of the last few values, each of which is forgotten after a while. Time is whatever the
 * owner counts. Not thread safe.
 */
final class MovingMedian {
  private final double[] values;
  private final long[] times;
  private final int least;
  private final long lasting;
  private int next;
  private int size;

  /**
   * Nothing measured.
   *
   * @param most values that count
   * @param least values without which there is no median
   * @param lasting time after which a value is forgotten
   */
  MovingMedian(int most, int least, long lasting) {
    this.values = new double[most];
    this.times = new long[most];
    this.least = least;
    this.lasting = lasting;
  }

  void add(double value, long now) {
    values[next] = value;
    times[next] = now;
    next = (next + 1) % values.length;
    size = Math.min(size + 1, values.length);
  }

  /** The median; empty while too little is known. */
  OptionalDouble median(long now) {
    double[] fresh = new double[size];
    int count = 0;
    for (int i = 0; i < size; i++) {
      if (now - times[i] <= lasting) {
        fresh[count++] = values[i];
      }
    }
    if (count < least) {
      return OptionalDouble.empty();
    }
    Arrays.sort(fresh, 0, count);
    return OptionalDouble.of((fresh[(count - 1) / 2] + fresh[count / 2]) / 2);
  }
}
