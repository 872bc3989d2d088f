package io.vsd.engine.cpu;

/** {@link RowKernels} without vectors. */
final class ScalarRows implements RowKernels {

  @Override
  public void addSquares(float[] x, int from, int count, float[] parts) {
    for (int i = 0; i < count; i++) {
      float value = x[from + i];
      parts[i % PARTS] = Math.fma(value, value, parts[i % PARTS]);
    }
  }

  @Override
  public float max(float[] x, int from, int count) {
    float top = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      top = Math.max(top, x[from + i]);
    }
    return top;
  }

  @Override
  public void exponentials(float[] x, int from, int count, float top, float[] parts) {
    for (int i = 0; i < count; i++) {
      float e = Exponential.of(x[from + i] - top);
      x[from + i] = e;
      parts[i % PARTS] += e;
    }
  }

  @Override
  public void gate(float[] gateUp, int from, int width, float[] out, int outFrom) {
    for (int i = 0; i < width; i++) {
      float gate = gateUp[from + i];
      out[outFrom + i] = gate / (Exponential.of(-gate) + 1) * gateUp[from + width + i];
    }
  }
}
