package io.vsd.engine.cpu;

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

  /** Bytes of a weight. */
  int bytes() {
    return bytes;
  }
}
