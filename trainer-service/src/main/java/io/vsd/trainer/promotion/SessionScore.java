package io.vsd.trainer.promotion;

/**
 * What one draft would have done, or did, in one session.
 *
 * @param rounds rounds needed for the text
 * @param tokens tokens that those rounds committed, bonus tokens included
 */
public record SessionScore(long rounds, long tokens) {

  /** Checks that there was a round. */
  public SessionScore {
    if (rounds < 1 || tokens < rounds) {
      throw new IllegalArgumentException(tokens + " tokens in " + rounds + " rounds");
    }
  }

  /** Committed tokens a round, bonus included. */
  public double acceptanceLength() {
    return (double) tokens / rounds;
  }
}
