package io.vsd.verifier.session;

import java.util.Set;

/**
 * The state of an open session. The last committed token is not in the cache yet: it is the root of
 * the next round.
 *
 * @param committedTokens all tokens of the text, prompt included
 * @param lastToken the last of them
 * @param tokenLimit the text ends when it has this many tokens
 * @param stopTokenIds tokens that end it
 * @param lastRound the round answered last, 0 before the first
 * @param finish whether and why it ended
 */
public record SessionState(
    int committedTokens,
    int lastToken,
    int tokenLimit,
    Set<Integer> stopTokenIds,
    long lastRound,
    FinishReason finish) {

  /** The state after the target chose its first own token. */
  public static SessionState opened(OpenSession open, SessionLimits limits, int firstToken) {
    int committed = open.tokenIds().length + 1;
    int limit = open.tokenLimit(limits.maxContextTokens());
    return new SessionState(
        committed,
        firstToken,
        limit,
        open.stopTokenIds(),
        0,
        finish(open.stopTokenIds(), firstToken, committed, limit));
  }

  /** The state after a round. */
  public SessionState apply(RoundVerdict verdict) {
    return new SessionState(
        committedTokens + verdict.committedTokens(),
        verdict.lastToken(),
        tokenLimit,
        stopTokenIds,
        verdict.round(),
        verdict.finish());
  }

  static FinishReason finish(Set<Integer> stops, int token, int committed, int limit) {
    if (stops.contains(token)) {
      return FinishReason.STOP;
    }
    return committed >= limit ? FinishReason.LENGTH : FinishReason.NONE;
  }
}
