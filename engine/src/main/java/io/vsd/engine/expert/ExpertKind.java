package io.vsd.engine.expert;

import java.util.Locale;

/** The experts whose laws are mixed into one. */
public enum ExpertKind {
  /** The draft network, which reads the target's features. */
  NETWORK(0, 13),
  /** Counts of n-grams that several sessions have shown. */
  TABLE(1, TableExpert.LEVELS),
  /** The session's own text. */
  LOOKUP(2, LookupExpert.LEVELS);

  private final int index;
  private final int evidenceLevels;

  ExpertKind(int index, int evidenceLevels) {
    this.index = index;
    this.evidenceLevels = evidenceLevels;
  }

  /** Its place in arrays by expert. */
  public int index() {
    return index;
  }

  /** Levels of evidence that its laws name, 0 ("nothing to say") included. */
  public int evidenceLevels() {
    return evidenceLevels;
  }

  /** Its name in options, metrics and files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
