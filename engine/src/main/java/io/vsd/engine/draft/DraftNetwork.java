package io.vsd.engine.draft;

/**
 * What a backend makes of a draft's checkpoint: its weights, ready to compute. Calls only read
 * them, so sessions on several threads share one network. Closed by the {@link DraftModel} that
 * owns it, after its last cache.
 */
public interface DraftNetwork extends AutoCloseable {

  /**
   * Opens an empty cache for one text. It makes room as it goes.
   *
   * @param maxTokens rows that will be committed at most; rows of trees come on top
   */
  DraftCache openCache(int maxTokens);

  @Override
  void close();
}
