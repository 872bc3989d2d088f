package io.vsd.engine.model;

import io.vsd.engine.decoding.TokenLaw;

/**
 * What one forward computed of one slot's rows. Row 0 is the root, row i + 1 is node i; after a
 * prefill row i is prompt token i, and only the last one has logits. Valid until it is closed,
 * whatever the slot goes on to; not thread-safe.
 */
public interface TreeForward extends AutoCloseable {

  /** Rows computed. */
  int rows();

  /**
   * A copy of a row's logits, {@code [vocab]} fp32.
   *
   * @throws IllegalArgumentException if the row has none
   */
  float[] logits(int row);

  /** The law that a row's logits give; asking again costs nothing. */
  TokenLaw law(int row);

  /**
   * Features of these rows, fp16 little-endian {@code [rows.length, 3 * hidden]}.
   *
   * @throws IllegalArgumentException if there is no such row
   */
  byte[] features(int[] rows);

  @Override
  void close();
}
