package io.vsd.draft.drafting;

import java.util.Locale;

/** Why a round that could have had a proposal went without. */
public enum Fallback {
  /** Drafting threw. */
  FAILED,
  /** Drafting took too long. */
  SLOW,
  /** The device queue was full. */
  BUSY,
  /**
   * Features were missing, malformed or too many to keep: the session goes on without a network.
   */
  FEATURES,
  /** The verifier refused the proposal. */
  REFUSED;

  /** As a metric's label. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
