package io.vsd.engine.model;

/** Rows of a block of features. */
public final class FeatureRows {

  private FeatureRows() {}

  /**
   * Copies some rows.
   *
   * @param all features of {@code rows} rows, equally wide
   * @throws IllegalArgumentException if a wanted row is not there
   */
  public static byte[] pick(byte[] all, int rows, int[] wanted) {
    int width = all.length / rows;
    byte[] picked = new byte[wanted.length * width];
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i] < 0 || wanted[i] >= rows) {
        throw new IllegalArgumentException("no row " + wanted[i] + " among " + rows);
      }
      System.arraycopy(all, wanted[i] * width, picked, i * width, width);
    }
    return picked;
  }
}
