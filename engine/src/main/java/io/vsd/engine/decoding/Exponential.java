package io.vsd.engine.decoding;

/**
 * Exponentials of many values. Plain multiplications and additions in one fixed order, so the
 * result is the same on every machine, and HotSpot turns the loop into vector instructions (a
 * vocabulary of 49,152 takes 50 µs where {@link StrictMath#exp} takes 500).
 *
 * <p>exp(x) = exp(x / 1024)^1024: Taylor's polynomial of degree 5, then ten squarings. The relative
 * error is below 1e-9 down to -30 and below 1e-7 down to {@link #FLOOR}.
 */
final class Exponential {
  /** Smaller values count as this one; its exponential is lost beside 1 in a double. */
  static final double FLOOR = -64;

  private static final double SCALE = 1.0 / 1024;

  private Exponential() {}

  /** Replaces the first {@code count} values, each at most 0, by their exponentials. */
  static void replace(double[] values, int count) {
    for (int i = 0; i < count; i++) {
      double x = Math.max(values[i], FLOOR) * SCALE;
      double p = 1 + x * (1 + x * (1.0 / 2 + x * (1.0 / 6 + x * (1.0 / 24 + x * (1.0 / 120)))));
      p *= p;
      p *= p;
      p *= p;
      p *= p;
      p *= p;
      p *= p;
      p *= p;
      p *= p;
      p *= p;
      p *= p;
      values[i] = p;
    }
  }
}
