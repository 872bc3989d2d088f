package io.vsd.engine.model;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;

/**
 * Keys and values of one sequence: the committed tokens and, behind them, the rows of the last
 * forward until some of them are committed. Preallocated for its capacity; not thread-safe, one
 * owner thread at a time.
 */
public final class KvSlot implements AutoCloseable {
  /** Room behind the capacity for the rows of a tree. */
  static final int MAX_ROWS = 128;

  private final TargetModel model;
  private final PtNDManager manager;
  private final PtNDArray keys;
  private final PtNDArray values;
  private final int capacity;
  private int length;
  private int pendingRows;

  KvSlot(TargetModel model, PtNDManager manager, PtNDArray[] cache, int capacity) {
    this.model = model;
    this.manager = manager;
    this.keys = cache[0];
    this.values = cache[1];
    this.capacity = capacity;
  }

  /** Committed tokens. */
  public int length() {
    return length;
  }

  /** Most tokens that can be committed. */
  public int capacity() {
    return capacity;
  }

  /**
   * Keeps rows of the last forward as committed tokens, in this order: row 0 (the root), then the
   * accepted nodes' rows (node index + 1) from the root down. The other rows are forgotten.
   *
   * @throws IllegalArgumentException if a row is not of the last forward, rows do not ascend, or
   *     the slot's capacity does not suffice
   */
  public void commit(int[] rows) {
    int before = -1;
    for (int row : rows) {
      if (row <= before || row >= pendingRows) {
        throw new IllegalArgumentException(
            "row "
                + row
                + " cannot be committed: the last forward had "
                + pendingRows
                + " rows, and rows ascend");
      }
      before = row;
    }
    requireRoom(rows.length);
    if (before >= rows.length) {
      model.compact(this, rows);
    }
    length += rows.length;
    pendingRows = 0;
  }

  /**
   * Forgets committed tokens from {@code newLength} on, so that a slot whose first tokens fit
   * another request can serve it.
   */
  public void truncate(int newLength) {
    if (newLength < 0 || newLength > length) {
      throw new IllegalArgumentException(
          "cannot shorten a slot of " + length + " tokens to " + newLength);
    }
    length = newLength;
    pendingRows = 0;
  }

  void requireRoom(int tokens) {
    if (length + tokens > capacity) {
      throw new IllegalArgumentException(
          "slot holds " + length + " of " + capacity + " tokens; " + tokens + " more do not fit");
    }
  }

  PtNDArray keys() {
    return keys;
  }

  PtNDArray values() {
    return values;
  }

  void rowsComputed(int rows) {
    pendingRows = rows;
  }

  boolean belongsTo(TargetModel other) {
    return model == other;
  }

  @Override
  public void close() {
    manager.close();
  }
}
