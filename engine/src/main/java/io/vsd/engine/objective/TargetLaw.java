package io.vsd.engine.objective;

/**
 * The head of the target's next-token law; everything outside it is one bucket.
 *
 * @param tokenIds the likeliest tokens
 * @param logProbs their natural log-probabilities; exponentials add up to at most 1, but for
 *     rounding
 */
public record TargetLaw(int[] tokenIds, double[] logProbs) {
  public TargetLaw {
    if (tokenIds.length != logProbs.length) {
      throw new IllegalArgumentException(
          "%d tokens, %d log-probabilities".formatted(tokenIds.length, logProbs.length));
    }
  }

  /** Mass outside the head, never below 0. */
  public double rest() {
    double mass = 0;
    for (double logProb : logProbs) {
      mass += StrictMath.exp(logProb);
    }
    return Math.max(0, 1 - mass);
  }

  /** Entropy in nats with the rest as one bucket: a lower bound of the law's own. */
  public double entropy() {
    double rest = rest();
    double entropy = rest > 0 ? -rest * StrictMath.log(rest) : 0;
    for (double logProb : logProbs) {
      if (logProb > Double.NEGATIVE_INFINITY) {
        entropy -= StrictMath.exp(logProb) * logProb;
      }
    }
    return Math.max(0, entropy);
  }
}
