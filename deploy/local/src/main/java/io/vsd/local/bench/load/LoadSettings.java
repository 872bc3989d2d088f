package io.vsd.local.bench.load;

import java.time.Duration;

/**
 * How much is measured.
 *
 * @param turns counted turns; each condition has its replies once in each
 * @param warmUps turns before them that do not count
 * @param tokens most tokens of a reply
 * @param limit after which no further turn begins
 */
public record LoadSettings(int turns, int warmUps, int tokens, Duration limit) {
  /** Refuses what cannot be measured. */
  public LoadSettings {
    atLeast("--turns", turns, 1);
    atLeast("--warm-ups", warmUps, 0);
    atLeast("--tokens", tokens, 8);
    atLeast("--limit-minutes", limit.toMinutes(), 1);
  }

  private static void atLeast(String option, long value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(option + " wants " + least + " or more, not " + value);
    }
  }
}
