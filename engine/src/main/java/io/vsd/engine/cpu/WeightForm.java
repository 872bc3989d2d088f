package io.vsd.engine.cpu;

import io.vsd.engine.format.TensorType;

/** How a matrix's weights lie in memory. They are computed with as fp32 in every form, exactly. */
enum WeightForm {
  /** IEEE single precision. */
  F32(4),
  /** IEEE half precision. */
  F16(2),
  /** The upper half of a single. */
  BF16(2);

  private final int bytes;

  WeightForm(int bytes) {
    this.bytes = bytes;
  }

  /** The form that keeps values of a stored type; doubles are rounded to singles. */
  static WeightForm of(TensorType stored) {
    return switch (stored) {
      case F16 -> F16;
      case BF16 -> BF16;
      default -> F32;
    };
  }

  /** Bytes of a weight. */
  int bytes() {
    return bytes;
  }
}
