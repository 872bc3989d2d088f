package io.vsd.engine.cpu;

/** What is done to rows and needs no vectors of its own: C2 makes them of these loops. */
final class Rows {

  private Rows() {}

  /**
   * RMS norm of a row: {@code y = x / sqrt(mean(x^2) + eps) * weight}.
   *
   * @param norm whose weights are as many as a row has elements
   * @param y may be {@code x}
   */
  static void rmsNorm(float[] x, int xFrom, Norm norm, float[] y, int yFrom) {
    float[] weight = norm.weight();
    int width = weight.length;
    float[] parts = new float[RowKernels.PARTS];
    Kernels.ROWS.addSquares(x, xFrom, width, parts);
    float mean = RowKernels.fold(parts) / width;
    float scale = 1 / (float) Math.sqrt(mean + norm.eps());
    for (int i = 0; i < width; i++) {
      y[yFrom + i] = x[xFrom + i] * scale * weight[i];
    }
  }

  /**
   * A norm's parameters.
   *
   * @param weight of each element of a row
   * @param eps added to the mean of squares
   */
  record Norm(float[] weight, float eps) {}

  /** {@code x += y}, of the first {@code count} elements. */
  static void add(float[] x, float[] y, int count) {
    for (int i = 0; i < count; i++) {
      x[i] += y[i];
    }
  }

  /** Turns a head's pairs (i, i + half) by the angles of a position. */
  static void rotate(float[] head, int from, Angles angles, int position) {
    int half = angles.half();
    int angle = position * half;
    float[] cos = angles.cos();
    float[] sin = angles.sin();
    for (int i = 0; i < half; i++) {
      float u = head[from + i];
      float v = head[from + half + i];
      float c = cos[angle + i];
      float s = sin[angle + i];
      head[from + i] = u * c - v * s;
      head[from + half + i] = v * c + u * s;
    }
  }

  /**
   * Rotary tables.
   *
   * @param half pairs of a head
   * @param cos {@code [positions, half]}
   * @param sin {@code [positions, half]}
   */
  record Angles(int half, float[] cos, float[] sin) {}
}
