package io.vsd.engine.draft;

import org.jspecify.annotations.Nullable;

/**
 * What a draft knows of one text: its tokens, and the network's keys and values where the draft has
 * one. Row i takes the embedding of token i+1 and the target's features of token i, and predicts
 * token i+2: after {@link #extend} with the features of tokens [0, n) and the tokens [1, n], the
 * draft predicts token n+1 and those below. One owner thread at a time.
 */
public final class DraftSession implements AutoCloseable {

  private final DraftModel model;
  private final int maxTokens;
  private final SessionExperts experts;
  private final @Nullable DraftCache cache;
  private boolean open = true;

  DraftSession(DraftModel model, int maxTokens) {
    if (maxTokens <= 0) {
      throw new IllegalArgumentException("a session of " + maxTokens + " tokens holds nothing");
    }
    this.model = model;
    this.maxTokens = maxTokens;
    this.experts = new SessionExperts(model.table());
    DraftNetwork network = model.network();
    this.cache = network == null ? null : network.openCache(maxTokens);
  }

  /** The generation that this session runs on. */
  public DraftModel model() {
    return model;
  }

  /** Tokens committed so far, the first one of the text not counted. */
  public int committed() {
    return experts.text().length();
  }

  /** Whether a network drafts, too. */
  public boolean hasNetwork() {
    return cache != null;
  }

  SessionExperts experts() {
    return experts;
  }

  /**
   * Commits rows: the features of the next tokens and, for each, the token that follows it.
   *
   * @param nextTokens token that follows each feature row
   * @param features fp16 little-endian [n, 3H], as the target gave them; not read without a network
   * @throws IllegalArgumentException when sizes differ or a token is unknown
   * @throws IllegalStateException when the session is closed or would hold more than it may
   */
  public void extend(int[] nextTokens, byte[] features) {
    requireOpen();
    if (cache != null) {
      requireFeatures(nextTokens.length, features.length);
    }
    if (committed() + (long) nextTokens.length > maxTokens) {
      throw new IllegalStateException(
          "the session holds %d of %d tokens, %d more do not fit"
              .formatted(committed(), maxTokens, nextTokens.length));
    }
    if (cache != null && nextTokens.length > 0) {
      cache.extend(nextTokens, features);
    }
    experts.text().append(nextTokens);
  }

  private void requireFeatures(int tokens, int bytes) {
    long expected = (long) tokens * model.featureBytes();
    if (bytes != expected) {
      throw new IllegalArgumentException(
          "%d bytes of features for %d tokens, expected %d".formatted(bytes, tokens, expected));
    }
  }

  /**
   * Starts a tree of the network below the last committed token.
   *
   * @throws IllegalStateException when nothing has been committed, there is no network or the
   *     session is closed
   */
  DraftRows startTree() {
    requireOpen();
    if (cache == null || committed() == 0) {
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
      if (cache != null) {
        cache.close();
      }
      model.release();
    }
  }
}
