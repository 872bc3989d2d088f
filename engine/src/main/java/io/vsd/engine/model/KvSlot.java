package io.vsd.engine.model;

/**
 * Keys and values of one sequence: the committed tokens and, behind them, the rows of the last
 * forward until some of them are committed. Not thread-safe, one owner thread at a time.
 */
public interface KvSlot extends AutoCloseable {

  /** Committed tokens. */
  int length();

  /**
   * Features of the tokens that the slot held when it was opened, fp16 little-endian {@code
   * [tokens, 3 * hidden]}; empty where it held none.
   */
  default byte[] reusedFeatures() {
    return new byte[0];
  }

  /** Most tokens that can be committed. */
  int capacity();

  /**
   * Keeps rows of the last forward as committed tokens, in this order: row 0 (the root), then the
   * accepted nodes' rows (node index + 1) from the root down. The other rows are forgotten.
   *
   * @throws IllegalArgumentException if a row is not of the last forward, rows do not ascend, or
   *     the slot's capacity does not suffice
   */
  void commit(int[] rows);

  @Override
  void close();
}
