package io.vsd.draft.decoding;

import java.util.Locale;

/** Whether a round has a tree, and why not. */
public enum RoundKind {
  /** It has one. */
  DRAFTED,
  /** Speculation is off for the request or the service, or no tree fits any more. */
  OFF,
  /** It was asked for ahead, because nothing was proposed in the round before, nor would be. */
  RESTING,
  /** No tree was worth its cost. */
  UNPAID,
  /** So many sessions share the forward that no tree could be worth its cost. */
  CROWDED,
  /** Drafting failed, was late or was given up for the session. */
  FAILED;

  /** As a metric's label. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
