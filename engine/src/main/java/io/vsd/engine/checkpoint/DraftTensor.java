package io.vsd.engine.checkpoint;

import org.jspecify.annotations.Nullable;

/**
 * One weight in memory, row-major. What a file holds in fp16, as all checkpoints of our own do,
 * stays in fp16 and takes half the heap.
 */
final class DraftTensor {
  private static final String HALF = "F16";

  private final String dtype;
  private final long[] shape;
  private final short @Nullable [] halves;
  private final float @Nullable [] floats;

  /**
   * A weight as it was read.
   *
   * @param dtype of the file it came from
   * @param shape as the file says
   * @param values [product of shape]; those of an fp16 file are fp16 numbers
   */
  DraftTensor(String dtype, long[] shape, float[] values) {
    this.dtype = dtype;
    this.shape = shape;
    this.halves = dtype.equals(HALF) ? rounded(values) : null;
    this.floats = dtype.equals(HALF) ? null : values;
  }

  /** Rounds to what the file holds, so that a checkpoint is the same before and after a write. */
  static DraftTensor half(long[] shape, float[] values) {
    return new DraftTensor(HALF, shape, values);
  }

  private static short[] rounded(float[] values) {
    short[] halves = new short[values.length];
    for (int i = 0; i < halves.length; i++) {
      halves[i] = Float.floatToFloat16(values[i]);
    }
    return halves;
  }

  String dtype() {
    return dtype;
  }

  /** Not to be changed. */
  long[] shape() {
    return shape;
  }

  /** A copy as fp32, [product of shape]. */
  float[] values() {
    if (halves == null) {
      return floats == null ? new float[0] : floats.clone();
    }
    float[] values = new float[halves.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.float16ToFloat(halves[i]);
    }
    return values;
  }
}
