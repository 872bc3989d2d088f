package io.vsd.engine.draft;

import io.vsd.engine.price.SessionTrust;
import io.vsd.engine.tokentree.TokenTree;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What a draft knows of one text: its tokens, and the network's keys and values where the draft has
 * one. Row i takes the embedding of token i+1 and the target's features of token i, and predicts
 * token i+2: after {@link #extend} with the features of tokens [0, n) and the tokens [1, n], the
 * draft predicts token n+1 and those below. Rows wait until the network is asked. One owner thread
 * at a time.
 */
public final class DraftSession implements AutoCloseable {

  private static final Expected NOTHING = new Expected(TokenTree.empty(), 0);

  private final DraftModel model;
  private final int maxTokens;
  private final SessionExperts experts;
  private final @Nullable DraftCache cache;
  private final Deque<Rows> waiting = new ArrayDeque<>();
  private final SessionTrust trust = new SessionTrust();
  private int rows;
  private Expected expected = NOTHING;
  private boolean open = true;

  /** Rows that the network has not taken in yet. */
  private record Rows(int[] nextTokens, byte[] features) {}

  /** What was proposed below the last committed token. */
  private record Expected(TokenTree tree, double accepted) {}

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

  /** Whether a network can be asked, too: there is one, and no token came without features. */
  public boolean hasNetwork() {
    return cache != null && rows > 0 && rows == committed();
  }

  SessionExperts experts() {
    return experts;
  }

  /** How drafts of this session did so far. */
  SessionTrust trust() {
    return trust;
  }

  /**
   * What was proposed for the next tokens, and how many nodes the experts expect to be accepted.
   */
  void proposed(TokenTree tree, double expectedAccepted) {
    expected = new Expected(tree, expectedAccepted);
  }

  /**
   * Commits tokens, with the features of the tokens before them where there are any. Once tokens
   * come without, the network is not asked any more.
   *
   * @param nextTokens token that follows each feature row
   * @param features fp16 little-endian [n, 3H], as the target gave them; empty where there are
   *     none, and not read without a network
   * @throws IllegalArgumentException when sizes differ or a token is unknown
   * @throws IllegalStateException when the session is closed or would hold more than it may
   */
  public void extend(int[] nextTokens, byte[] features) {
    requireOpen();
    boolean withRows = cache != null && features.length > 0;
    if (withRows) {
      model.requireRows(nextTokens, features);
    }
    if (committed() + (long) nextTokens.length > maxTokens) {
      throw new IllegalStateException(
          "the session holds %d of %d tokens, %d more do not fit"
              .formatted(committed(), maxTokens, nextTokens.length));
    }
    if (nextTokens.length == 0) {
      return;
    }
    if (withRows && rows == committed()) {
      waiting.add(new Rows(nextTokens, features));
      rows += nextTokens.length;
    } else {
      waiting.clear();
    }
    trust.round(expected.tree().size(), expected.accepted(), expected.tree().common(nextTokens, 0));
    expected = NOTHING;
    experts.text().append(nextTokens);
  }

  /**
   * Starts a tree of the network below the last committed token.
   *
   * @throws IllegalStateException when nothing has been committed, there is no network or the
   *     session is closed
   */
  DraftRows startTree() {
    requireOpen();
    if (cache == null || !hasNetwork()) {
      throw new IllegalStateException(
          "no row has been committed, so there is nothing to draft from");
    }
    while (!waiting.isEmpty()) {
      Rows next = waiting.remove();
      cache.extend(next.nextTokens(), next.features());
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
      waiting.clear();
      if (cache != null) {
        cache.close();
      }
      model.release();
    }
  }
}
