package io.vsd.engine.draft;

import java.util.Arrays;

/**
 * What a draft would have done on a recorded session.
 *
 * @param committedPerRound tokens that each round would have committed, bonus token included
 * @param expectedTokens what the draft expected of these rounds in all
 */
public record ReplayResult(int[] committedPerRound, double expectedTokens) {

  /** Rounds that the answer would have taken. */
  public int rounds() {
    return committedPerRound.length;
  }

  /** Tokens committed by rounds; the first answer token comes from the prefill and is not one. */
  public int committedTokens() {
    return Arrays.stream(committedPerRound).sum();
  }

  /** Tokens a round, bonus token included; 1 is plain decoding. NaN where there was no round. */
  public double acceptanceLength() {
    return committedTokens() / (double) rounds();
  }
}
