package io.vsd.engine.cpu;

import jdk.incubator.vector.VectorShape;

/**
 * Which vectors the kernels use: those that the machine prefers, unless another width is chosen
 * before the first kernel is made. What is computed does not depend on it.
 */
final class VectorWidth {
  private static volatile int bits = preferred() < 128 ? 0 : Math.min(preferred(), 512);

  private VectorWidth() {}

  /** Bits of the vectors that the machine prefers. */
  static int preferred() {
    return VectorShape.preferredShape().vectorBitSize();
  }

  /** Bits of the vectors in use; 0 for scalar code. */
  static int bits() {
    return bits;
  }

  /**
   * Chooses a width; without effect once {@link Lanes} is initialised.
   *
   * @throws IllegalArgumentException if it is no width, or wider than the machine's vectors
   */
  static void choose(int width) {
    if (width != 0 && width != 128 && width != 256 && width != 512) {
      throw new IllegalArgumentException(
          "no vectors have " + width + " bits; known are 0, 128, 256 and 512");
    }
    if (width > preferred()) {
      throw new IllegalArgumentException(
          "this machine's vectors have " + preferred() + " bits, not " + width);
    }
    bits = width;
  }
}
