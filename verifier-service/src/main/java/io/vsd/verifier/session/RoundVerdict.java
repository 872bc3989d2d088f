package io.vsd.verifier.session;

import java.util.OptionalInt;

/**
 * What one round commits.
 *
 * @param round its number
 * @param accepted accepted nodes, root-most first, already cut where the text ends
 * @param bonusToken the target's own token after them, absent where the text ended inside the
 *     accepted path
 * @param lastToken the token committed last
 * @param finish whether and why the text ended
 */
public record RoundVerdict(
    long round, int[] accepted, OptionalInt bonusToken, int lastToken, FinishReason finish) {
  /** Tokens that the round committed. */
  public int committedTokens() {
    return accepted.length + (bonusToken.isPresent() ? 1 : 0);
  }

  /** Rows of the forward that stay in the cache: the root and the accepted nodes. */
  public int[] cachedRows() {
    int[] rows = new int[accepted.length + 1];
    for (int i = 0; i < accepted.length; i++) {
      rows[i + 1] = accepted[i] + 1;
    }
    return rows;
  }
}
