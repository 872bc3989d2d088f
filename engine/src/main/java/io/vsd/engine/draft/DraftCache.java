package io.vsd.engine.draft;

/**
 * The network's keys and values for one text, and its last committed row, from which trees start.
 * {@link DraftSession} checks what comes in. One owner thread at a time.
 */
public interface DraftCache extends AutoCloseable {

  /** Rows committed so far. */
  int committed();

  /**
   * Commits rows: row i takes the embedding of the token that follows and the features.
   *
   * @param nextTokens token that follows each feature row, at least one
   * @param features fp16 little-endian [n, 3H], as the target gave them
   * @throws IllegalArgumentException when a token is unknown
   */
  void extend(int[] nextTokens, byte[] features);

  /** Starts a tree below the last committed row; at least one row has been committed. */
  DraftRows startTree();

  @Override
  void close();
}
