package io.vsd.engine.draft;

import java.util.Arrays;
import java.util.List;

/**
 * What a draft would have done on a recorded session.
 *
 * @param committedPerRound tokens that each round would have committed, bonus token included
 * @param expectedTokens what the draft expected of these rounds in all
 * @param milliseconds that these rounds would have taken by their costs
 */
public record ReplayResult(int[] committedPerRound, double expectedTokens, double milliseconds) {

  /** The rounds of several sessions as those of one. */
  public static ReplayResult together(List<ReplayResult> results) {
    return new ReplayResult(
        results.stream().flatMapToInt(r -> Arrays.stream(r.committedPerRound())).toArray(),
        results.stream().mapToDouble(ReplayResult::expectedTokens).sum(),
        results.stream().mapToDouble(ReplayResult::milliseconds).sum());
  }

  /** Rounds that the answer would have taken. */
  public int rounds() {
    return committedPerRound.length;
  }

  /** Tokens committed by rounds; the first answer token comes from the prefill and is not one. */
  public int committedTokens() {
    return Arrays.stream(committedPerRound).sum();
  }

  /** Tokens a round that the draft expected. NaN where there was no round. */
  public double expectedLength() {
    return expectedTokens / rounds();
  }

  /** Tokens a round, bonus token included; 1 is plain decoding. NaN where there was no round. */
  public double acceptanceLength() {
    return committedTokens() / (double) rounds();
  }
}
