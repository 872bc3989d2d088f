package io.vsd.draft.decoding;

/**
 * How long a request keeps trying after it lost its verifier.
 *
 * @param maxAttempts tries in a row without a token gained
 * @param firstBackoffMs wait before the second try; the first one goes at once
 * @param maxBackoffMs ceiling of the doubling wait
 */
public record ReopenPolicy(int maxAttempts, long firstBackoffMs, long maxBackoffMs) {

  /** Checks the ranges. */
  public ReopenPolicy {
    if (maxAttempts < 1 || firstBackoffMs < 0 || maxBackoffMs < firstBackoffMs) {
      throw new IllegalArgumentException(
          "reopen policy out of range: "
              + maxAttempts
              + ", "
              + firstBackoffMs
              + ", "
              + maxBackoffMs);
    }
  }

  /** Wait before the try that follows that many losses in a row. */
  long backoffMs(int lossesInARow) {
    if (lossesInARow <= 1) {
      return 0;
    }
    var doublings = Math.min(lossesInARow - 2, 20);
    return Math.min(maxBackoffMs, firstBackoffMs << doublings);
  }
}
