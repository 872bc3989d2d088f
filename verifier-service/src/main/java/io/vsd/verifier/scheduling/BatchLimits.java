package io.vsd.verifier.scheduling;

/**
 * How large a forward may become.
 *
 * @param maxRows rows of all sessions together; a single round may have more
 * @param promptRows prompt tokens in a forward while replies run, which wait for them
 */
public record BatchLimits(int maxRows, int promptRows) {
  public BatchLimits {
    if (maxRows < 1 || promptRows < 1) {
      throw new IllegalArgumentException(
          "a forward of %d rows, %d of prompts".formatted(maxRows, promptRows));
    }
  }
}
