package io.vsd.engine.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * exp in fp32 of IEEE operations in one order, for one value and for a vector of them with the same
 * bits: a power of two times a polynomial of degree 7 (coefficients of Cephes' expf). The relative
 * error is below 2e-7. Below {@value #FLOOR} the result is zero, so that none is subnormal: those
 * slow processors down; from {@value #CEILING} on it stays what it is there.
 */
final class Exponential {
  static final float FLOOR = -87;
  static final float CEILING = 88;

  private static final float LOG2_E = 1.442695f;

  /** Added and taken off again, it leaves a whole number; its lowest bits are that number. */
  private static final float ROUNDING = 0x1.8p23f;

  private static final float MINUS_LN2_HIGH = -0.6933594f;
  private static final float MINUS_LN2_LOW = 2.1219444e-4f;
  private static final float C5 = 1.9875691e-4f;
  private static final float C4 = 1.3981999e-3f;
  private static final float C3 = 8.333452e-3f;
  private static final float C2 = 4.1665796e-2f;
  private static final float C1 = 1.6666666e-1f;
  private static final float C0 = 0.5f;

  private Exponential() {}

  /** exp of a number. */
  static float of(float value) {
    float x = Math.min(Math.max(value, FLOOR), CEILING);
    float shifted = Math.fma(x, LOG2_E, ROUNDING);
    float power = shifted - ROUNDING;
    float f = Math.fma(power, MINUS_LN2_LOW, Math.fma(power, MINUS_LN2_HIGH, x));
    float p = Math.fma(C5, f, C4);
    p = Math.fma(p, f, C3);
    p = Math.fma(p, f, C2);
    p = Math.fma(p, f, C1);
    p = Math.fma(p, f, C0);
    p = Math.fma(p, f * f, f + 1);
    int bits = Float.floatToRawIntBits(p) + (Float.floatToRawIntBits(shifted) << 23);
    return value < FLOOR ? 0 : Float.intBitsToFloat(bits);
  }

  /** exp of each lane. */
  static FloatVector of(FloatVector value) {
    FloatVector x = value.max(FLOOR).min(CEILING);
    FloatVector shifted = x.fma(splat(LOG2_E), splat(ROUNDING));
    FloatVector power = shifted.sub(ROUNDING);
    FloatVector f = power.fma(splat(MINUS_LN2_HIGH), x);
    f = power.fma(splat(MINUS_LN2_LOW), f);
    FloatVector p = splat(C5).fma(f, splat(C4));
    p = p.fma(f, splat(C3));
    p = p.fma(f, splat(C2));
    p = p.fma(f, splat(C1));
    p = p.fma(f, splat(C0));
    p = p.fma(f.mul(f), f.add(1));
    IntVector scale = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23);
    FloatVector result = p.reinterpretAsInts().add(scale).reinterpretAsFloats();
    return result.blend(0, value.lt(FLOOR));
  }

  private static FloatVector splat(float value) {
    return FloatVector.broadcast(Lanes.FLOATS, value);
  }
}
