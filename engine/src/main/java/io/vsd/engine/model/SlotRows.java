package io.vsd.engine.model;

/**
 * How far a slot is filled: what every backend's slot counts and refuses alike. One owner thread.
 *
 * <p>Invariant: {@code 0 <= length <= capacity}; rows are pending from a forward until some of them
 * are committed or another forward overwrites them.
 */
public final class SlotRows {
  private final int capacity;
  private int length;
  private int pending;

  /** An empty slot of this many tokens. */
  public SlotRows(int capacity) {
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

  /** A forward has written this many rows behind the committed tokens. */
  public void computed(int rows) {
    pending = rows;
  }

  /**
   * Refuses rows that cannot be committed now.
   *
   * @return whether they lie where committed tokens belong already, so that nothing has to move
   * @throws IllegalArgumentException as {@link KvSlot#commit}
   */
  public boolean check(int[] rows) {
    int before = -1;
    for (int row : rows) {
      if (row <= before || row >= pending) {
        throw new IllegalArgumentException(
            "row %d cannot be committed: the last forward had %d rows, and rows ascend"
                .formatted(row, pending));
      }
      before = row;
    }
    if (length + rows.length > capacity) {
      throw new IllegalArgumentException(
          "slot holds %d of %d tokens; %d more do not fit"
              .formatted(length, capacity, rows.length));
    }
    return before < rows.length;
  }

  /** Rows that were checked lie behind the committed tokens now and are such themselves. */
  public void committed(int rows) {
    length += rows;
    pending = 0;
  }
}
