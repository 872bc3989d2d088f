package io.vsd.engine.cpu;

/**
 * How two 16-bit weights in an int become floats. A half's bits, shifted so that its exponent lies
 * where a single's does, are the half's value times 2^-112: exact for normal numbers and zero.
 * Subnormal halves would become subnormal floats, for which processors take a slow path, so packing
 * scales them away ({@link PanelPacker}).
 */
final class HalfBits {
  static final int F16_SHIFT = 3;
  static final int F16_MASK = 0x8fffe000;
  static final int BF16_MASK = 0xffff0000;

  private HalfBits() {}

  /** The weight in the low half. */
  static float low(WeightForm form, int bits) {
    return form == WeightForm.F16
        ? Float.intBitsToFloat((bits << 16 >> F16_SHIFT) & F16_MASK)
        : Float.intBitsToFloat(bits << 16);
  }

  /** The weight in the high half. */
  static float high(WeightForm form, int bits) {
    return form == WeightForm.F16
        ? Float.intBitsToFloat((bits >> F16_SHIFT) & F16_MASK)
        : Float.intBitsToFloat(bits & BF16_MASK);
  }
}
