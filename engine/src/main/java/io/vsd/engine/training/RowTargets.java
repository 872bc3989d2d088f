package io.vsd.engine.training;

import java.util.Arrays;

/**
 * What each prediction of a batch is moved towards: sparse weights over draft ids. The loss is
 * {@code -sum_r [sum_k weights[r,k] log q(ids[r,k]) + rest[r] log(1 - sum_k q(ids[r,k]))]}; weights
 * may be negative. Mutable while an objective fills it.
 */
final class RowTargets {

  private final int width;
  private final long[] ids;
  private final float[] weights;
  private final float[] rest;
  private final long[] top;

  RowTargets(int rows, int width) {
    this.width = width;
    this.ids = new long[rows * width];
    this.weights = new float[rows * width];
    this.rest = new float[rows];
    this.top = new long[rows];
    Arrays.fill(ids, -1);
    Arrays.fill(top, -1);
  }

  void put(int row, int k, int draftId, double weight) {
    ids[row * width + k] = draftId;
    weights[row * width + k] = (float) weight;
  }

  void rest(int row, double weight) {
    rest[row] = (float) weight;
  }

  void top(int row, int draftId) {
    top[row] = draftId;
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

  long[] top() {
    return top;
  }
}
