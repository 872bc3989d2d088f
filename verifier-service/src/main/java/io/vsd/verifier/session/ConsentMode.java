package io.vsd.verifier.session;

/** How much of a request may be logged, from least to most. */
public enum ConsentMode {
  /** Nothing. */
  OFF,
  /** Rounds without token ids and features. */
  METRICS_ONLY,
  /** Rounds with token ids and features, for learning. */
  FULL;

  /** The stricter of two. */
  public ConsentMode atMost(ConsentMode other) {
    return compareTo(other) <= 0 ? this : other;
  }
}
