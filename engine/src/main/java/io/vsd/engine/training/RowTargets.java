package io.vsd.engine.training;

import java.util.Arrays;

/**
 * What each prediction of a batch is moved towards: sparse weights over draft ids. The loss is
 * {@code -sum_r [sum_k weights[r,k] log q(ids[r,k]) + rest[r] log(1 - sum_{k < heads[r]}
 * q(ids[r,k]))]}; weights may be negative. Mutable while an objective fills it.
 */
final class RowTargets {

  private final int width;
  private final long[] ids;
  private final float[] weights;
  private final float[] rest;
  private final long[] heads;
  private final long[] top;

  RowTargets(int rows, int width) {
    this.width = width;
    this.ids = new long[rows * width];
    this.weights = new float[rows * width];
    this.rest = new float[rows];
    this.heads = new long[rows];
    this.top = new long[rows];
    Arrays.fill(ids, -1);
    Arrays.fill(top, -1);
  }

  void put(int row, int k, int draftId, double weight) {
    ids[row * width + k] = draftId;
    weights[row * width + k] = (float) weight;
  }

  /** Adds to the weight of a draft id, in a free column where it has none yet; -1 is ignored. */
  void add(int row, int draftId, double weight) {
    if (draftId < 0 || weight == 0) {
      return;
    }
    int free = -1;
    for (int k = width - 1; k >= 0; k--) {
      int at = row * width + k;
      if (ids[at] == draftId) {
        weights[at] += (float) weight;
        return;
      }
      free = ids[at] < 0 && k >= heads[row] ? k : free;
    }
    if (free < 0) {
      throw new IllegalStateException("no free column among " + width);
    }
    put(row, free, draftId, weight);
  }

  /** Weight of everything but the first {@code head} columns. */
  void rest(int row, int head, double weight) {
    heads[row] = head;
    rest[row] = (float) weight;
  }

  void top(int row, int draftId) {
    top[row] = draftId;
  }

  /** A copy of some rows. */
  RowTargets picked(int[] rows) {
    RowTargets some = new RowTargets(rows.length, width);
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(ids, rows[i] * width, some.ids, i * width, width);
      System.arraycopy(weights, rows[i] * width, some.weights, i * width, width);
      some.rest[i] = rest[rows[i]];
      some.heads[i] = heads[rows[i]];
      some.top[i] = top[rows[i]];
    }
    return some;
  }

  int rows() {
    return rest.length;
  }

  int width() {
    return width;
  }

  long[] ids() {
    return ids;
  }

  float[] weights() {
    return weights;
  }

  float[] rest() {
    return rest;
  }

  long[] heads() {
    return heads;
  }

  long[] top() {
    return top;
  }
}
