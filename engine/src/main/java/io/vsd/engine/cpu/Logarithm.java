package io.vsd.engine.cpu;

/**
 * Natural logarithm of IEEE operations in one order, for many values at a time: a relative error
 * below 1e-9 is enough to rank by, and {@link StrictMath#log} takes ten times as long.
 */
final class Logarithm {
  private static final double LN_2 = 0.6931471805599453;
  private static final double SQRT_2 = 1.4142135623730951;
  private static final int FRACTION_BITS = 52;
  private static final long FRACTION = (1L << FRACTION_BITS) - 1;
  private static final long ONE = 1023L << FRACTION_BITS;

  private Logarithm() {}

  /** log of a positive normal number: 2 artanh((m - 1) / (m + 1)) plus the exponent's part. */
  static double of(double x) {
    long bits = Double.doubleToRawLongBits(x);
    double m = Double.longBitsToDouble((bits & FRACTION) | ONE);
    double exponent = (bits >>> FRACTION_BITS) - 1023;
    if (m > SQRT_2) {
      m *= 0.5;
      exponent += 1;
    }
    double t = (m - 1) / (m + 1);
    double s = t * t;
    double series =
        1 + s * (1.0 / 3 + s * (1.0 / 5 + s * (1.0 / 7 + s * (1.0 / 9 + s * (1.0 / 11)))));
    return 2 * t * series + exponent * LN_2;
  }
}
