package io.vsd.verifier.scheduling;

/**
 * Rows that a task could use in the next forward.
 *
 * @param kind what they are for
 * @param rows how many, 1 or more
 */
public record RowDemand(Kind kind, int rows) {
  public RowDemand {
    if (rows < 1) {
      throw new IllegalArgumentException("a demand of %d rows".formatted(rows));
    }
  }

  /** What rows are for. */
  public enum Kind {
    /** A round of a reply: root and tree, all in one forward or not at all. */
    ROUND,
    /** Tokens of a prompt: any number of them is progress. */
    PROMPT
  }
}
