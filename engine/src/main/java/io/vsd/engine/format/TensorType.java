package io.vsd.engine.format;

import java.lang.foreign.MemorySegment;

/**
 * Element types of safetensors files. Floating-point tensors are read as weights; the integer ones
 * hold vocabulary maps and buffers.
 */
public enum TensorType {
  /** IEEE 754 single precision. */
  F32(4),
  /** IEEE 754 half precision. */
  F16(2),
  /** The upper half of a single. */
  BF16(2),
  /** IEEE 754 double precision. */
  F64(8),
  /** Signed 64-bit integers. */
  I64(8),
  /** Signed 32-bit integers. */
  I32(4),
  /** Signed 16-bit integers. */
  I16(2),
  /** Signed bytes. */
  I8(1),
  /** Unsigned 64-bit integers. */
  U64(8),
  /** Unsigned 32-bit integers. */
  U32(4),
  /** Unsigned 16-bit integers. */
  U16(2),
  /** Unsigned bytes. */
  U8(1),
  /** Eight-bit floats of quantised models; their scales lie in other tensors. */
  F8_E4M3(1),
  /** Eight-bit floats with a wider exponent. */
  F8_E5M2(1),
  /** One byte, 0 or 1. */
  BOOL(1);

  private final int bytes;

  TensorType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /** Whether elements are numbers that a weight can be read from. */
  boolean isFloating() {
    return this == F32 || this == F16 || this == BF16 || this == F64;
  }

  /** Whether elements are whole numbers or truth values, as buffers hold them. */
  public boolean isIntegral() {
    return !isFloating() && this != F8_E4M3 && this != F8_E5M2;
  }

  /**
   * Elements as floats; doubles are rounded.
   *
   * @param stored as many as {@code out} holds, little-endian
   * @throws IllegalStateException if elements are no floating-point numbers
   */
  void decode(byte[] stored, float[] out) {
    MemorySegment in = MemorySegment.ofArray(stored);
    switch (this) {
      case F32 -> MemorySegment.copy(in, MappedFile.FLOAT, 0, out, 0, out.length);
      case F16 -> {
        for (int i = 0; i < out.length; i++) {
          out[i] = Float.float16ToFloat(in.get(MappedFile.SHORT, 2L * i));
        }
      }
      case BF16 -> {
        for (int i = 0; i < out.length; i++) {
          out[i] = fromBfloat16(in.get(MappedFile.SHORT, 2L * i));
        }
      }
      case F64 -> {
        for (int i = 0; i < out.length; i++) {
          out[i] = (float) Double.longBitsToDouble(in.get(MappedFile.LONG, 8L * i));
        }
      }
      default -> throw new IllegalStateException(this + " are no floating-point numbers");
    }
  }

  /** The upper half of a float, rounded to nearest even; NaN stays NaN. */
  public static short toBfloat16(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) ((bits >>> 16) | 0x40);
    }
    return (short) ((bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16);
  }

  static float fromBfloat16(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }
}
