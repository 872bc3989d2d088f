package io.vsd.engine.cpu;

/**
 * What is done to one row at a time, in vectors or in scalar code, with the same bits. Sums over a
 * row are kept in {@value #PARTS} partial sums, element i in sum i mod {@value #PARTS}, which are
 * folded in one order ({@link #fold}).
 */
interface RowKernels {

  /** Partial sums of a row: as many as the widest vector has floats. */
  int PARTS = 16;

  /**
   * Adds the squares of a row to partial sums.
   *
   * @param count of elements, any number
   * @param parts {@value #PARTS} sums
   */
  void addSquares(float[] x, int from, int count, float[] parts);

  /** The largest of some values; negative infinity where there are none. */
  float max(float[] x, int from, int count);

  /**
   * Replaces values by exp(value - top) and adds them to partial sums.
   *
   * @param count a multiple of {@value #PARTS}
   * @param parts {@value #PARTS} sums
   */
  void exponentials(float[] x, int from, int count, float top, float[] parts);

  /**
   * Gates a row: {@code out = gate / (1 + exp(-gate)) * up}.
   *
   * @param gateUp a row [gate, up], each {@code width} wide, from {@code from} on
   */
  void gate(float[] gateUp, int from, int width, float[] out, int outFrom);

  /** Folds partial sums into one, in the order that every width shares; they are overwritten. */
  static float fold(float[] parts) {
    for (int half = PARTS / 2; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) {
        parts[i] += parts[i + half];
      }
    }
    return parts[0];
  }
}
