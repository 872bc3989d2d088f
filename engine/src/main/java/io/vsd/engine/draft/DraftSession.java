package io.vsd.engine.draft;

/**
 * The draft's keys and values for one text. Row i takes the embedding of token i+1 and the target's
 * features of token i, and predicts token i+2: after {@link #extend} with the features of tokens
 * [0, n) and the tokens [1, n], the draft predicts token n+1 and those below. One owner thread at a
 * time.
 */
public final class DraftSession implements AutoCloseable {

  private final DraftModel model;
  private final int maxTokens;
  private final DraftCache cache;
  private boolean open = true;

  DraftSession(DraftModel model, int maxTokens) {
    if (maxTokens <= 0) {
      throw new IllegalArgumentException("a session of " + maxTokens + " tokens holds nothing");
    }
    this.model = model;
    this.maxTokens = maxTokens;
    this.cache = model.network().openCache(maxTokens);
  }

  /** The generation that this session runs on. */
  public DraftModel model() {
    return model;
  }

  /** Rows committed so far: tokens whose features were given. */
  public int committed() {
    return cache.committed();
  }

  /**
   * Commits rows: the features of the next tokens and, for each, the token that follows it.
   *
   * @param nextTokens token that follows each feature row
   * @param features fp16 little-endian [n, 3H], as the target gave them
   * @throws IllegalArgumentException when sizes differ or a token is unknown
   * @throws IllegalStateException when the session is closed or would hold more than it may
   */
  public void extend(int[] nextTokens, byte[] features) {
    requireOpen();
    long expected = nextTokens.length * 6L * model.config().hiddenSize();
    if (features.length != expected) {
      throw new IllegalArgumentException(
          "%d bytes of features for %d tokens, expected %d"
              .formatted(features.length, nextTokens.length, expected));
    }
    if (committed() + (long) nextTokens.length > maxTokens) {
      throw new IllegalStateException(
          "the session holds %d of %d tokens, %d more do not fit"
              .formatted(committed(), maxTokens, nextTokens.length));
    }
    if (nextTokens.length > 0) {
      cache.extend(nextTokens, features);
    }
  }

  /**
   * Starts a tree below the last committed token.
   *
   * @throws IllegalStateException when nothing has been committed or the session is closed
   */
  DraftRows startTree() {
    requireOpen();
    if (committed() == 0) {
      throw new IllegalStateException(
          "no row has been committed, so there is nothing to draft from");
    }
    return cache.startTree();
  }

  private void requireOpen() {
    if (!open) {
      throw new IllegalStateException("the session has been closed");
    }
  }

  /** Frees the cache and lets the model go. Idempotent. */
  @Override
  public void close() {
    if (open) {
      open = false;
      cache.close();
      model.release();
    }
  }
}
