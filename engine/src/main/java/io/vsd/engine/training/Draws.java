package io.vsd.engine.training;

/**
 * What a forward without gradients said of some predictions: log q of a token each, and S draft ids
 * drawn from q. Filled piece by piece.
 */
final class Draws {

  private final int perRow;
  private final float[] logProbs;
  private final long[] drawn;

  /** For R rows and S draws a row. */
  Draws(int rows, int perRow) {
    this(perRow, new float[rows], new long[rows * perRow]);
  }

  /**
   * Of these values.
   *
   * @param logProbs [R]
   * @param drawn [R, S] draft ids
   */
  Draws(int perRow, float[] logProbs, long[] drawn) {
    this.perRow = perRow;
    this.logProbs = logProbs;
    this.drawn = drawn;
  }

  /** Takes over the rows of a piece: its row i is {@code rows[i]} here. */
  void put(int[] rows, Draws piece) {
    for (int i = 0; i < rows.length; i++) {
      logProbs[rows[i]] = piece.logProbs[i];
      System.arraycopy(piece.drawn, i * perRow, drawn, rows[i] * perRow, perRow);
    }
  }

  /** [n, S] the uniform numbers of some rows. */
  static float[] uniforms(float[] all, int perRow, int[] rows) {
    float[] some = new float[rows.length * perRow];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(all, rows[i] * perRow, some, i * perRow, perRow);
    }
    return some;
  }

  float logProb(int row) {
    return logProbs[row];
  }

  /** Draft id of a row's draw. */
  int drawn(int row, int draw) {
    return (int) drawn[row * perRow + draw];
  }
}
