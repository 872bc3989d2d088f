package io.vsd.engine.checkpoint;

/**
 * One weight in memory: fp16 values widened to fp32, row-major.
 *
 * @param dtype of the file it came from
 * @param shape as the file says
 * @param values [product of shape]
 */
record DraftTensor(String dtype, long[] shape, float[] values) {

  /** Rounds to what the file holds, so that a checkpoint is the same before and after a write. */
  static DraftTensor half(long[] shape, float[] values) {
    float[] rounded = new float[values.length];
    for (int i = 0; i < rounded.length; i++) {
      rounded[i] = Float.float16ToFloat(Float.floatToFloat16(values[i]));
    }
    return new DraftTensor("F16", shape, rounded);
  }
}
