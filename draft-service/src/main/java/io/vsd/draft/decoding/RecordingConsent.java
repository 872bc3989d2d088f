package io.vsd.draft.decoding;

/** What of a request may be written to the log, from least to most. */
public enum RecordingConsent {
  /** Nothing. */
  OFF,
  /** Rounds without token ids and features. */
  METRICS_ONLY,
  /** Rounds with token ids and features, for learning. */
  FULL;

  /** The stricter of two wishes. */
  public RecordingConsent atMost(RecordingConsent ceiling) {
    return compareTo(ceiling) <= 0 ? this : ceiling;
  }
}
