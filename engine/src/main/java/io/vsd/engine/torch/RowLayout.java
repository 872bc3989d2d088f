package io.vsd.engine.torch;

import java.util.Arrays;

/**
 * Where the rows of one forward stand and what they see: pure arithmetic.
 *
 * <p>Slots of the cache hold the committed tokens and behind them the rows of this call. Whole
 * blocks of 64 committed tokens are seen by every row; what lies behind them, the tail, is covered
 * by a mask. A row sees the committed tail, its ancestors and itself.
 *
 * @param positions absolute position of each row
 * @param tailSlots slots from the first slot of the tail on, rounded up to 16
 * @param mask {@code [rows, tailSlots]}, 0 where a row sees a slot and -infinity elsewhere
 * @param segments for each block of 64 positions that the tail reaches into, {@code [rows,
 *     tailSlots]} with 1 at slots of that block; empty when the tail stays in one block
 */
record RowLayout(long[] positions, int tailSlots, float[] mask, float[][] segments) {
  static final int BLOCK = 64;
  private static final int SLOT_STEP = 16;

  /**
   * Rows behind {@code length} committed tokens.
   *
   * @param parentRows an earlier row for each row; -1 for the first
   */
  static RowLayout of(int length, int[] parentRows) {
    int n = parentRows.length;
    int tail = length % BLOCK;
    int tailSlots = (tail + n + SLOT_STEP - 1) / SLOT_STEP * SLOT_STEP;
    int[] depth = new int[n];
    long[] positions = new long[n];
    float[] mask = new float[n * tailSlots];
    Arrays.fill(mask, Float.NEGATIVE_INFINITY);
    for (int row = 0; row < n; row++) {
      int parent = parentRows[row];
      int start = row * tailSlots;
      if (parent >= 0) {
        depth[row] = depth[parent] + 1;
        System.arraycopy(mask, parent * tailSlots, mask, start, tail + row);
      } else {
        Arrays.fill(mask, start, start + tail, 0f);
      }
      mask[start + tail + row] = 0f;
      positions[row] = (long) length + depth[row];
    }
    return new RowLayout(positions, tailSlots, mask, segments(tail, depth, tailSlots));
  }

  private static float[][] segments(int tail, int[] depth, int tailSlots) {
    int deepest = Arrays.stream(depth).max().orElse(0);
    int blocks = (tail + deepest) / BLOCK + 1;
    if (blocks == 1) {
      return new float[0][];
    }
    float[][] segments = new float[blocks][depth.length * tailSlots];
    for (int slot = 0; slot < tail + depth.length; slot++) {
      int block = slot < tail ? 0 : (tail + depth[slot - tail]) / BLOCK;
      for (int row = 0; row < depth.length; row++) {
        segments[block][row * tailSlots + slot] = 1f;
      }
    }
    return segments;
  }
}
