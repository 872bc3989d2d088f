package io.vsd.local.bench.peers;

import java.time.Duration;

/**
 * How long and how much is measured.
 *
 * @param threads of every contender
 * @param turns counted turns; each contender answers once in each
 * @param warmUps turns before them that do not count
 * @param tokens most tokens of a reply
 * @param prefill tokens of the long prompts
 * @param limit after which no further turn begins
 */
public record PeersSettings(
    int threads, int turns, int warmUps, int tokens, int prefill, Duration limit) {
  /** Refuses what cannot be measured. */
  public PeersSettings {
    atLeast("--threads", threads, 1);
    int cores = Runtime.getRuntime().availableProcessors();
    if (threads > cores) {
      throw new IllegalArgumentException(
          "--threads " + threads + " are more than the " + cores + " processors here");
    }
    atLeast("--turns", turns, 1);
    atLeast("--warm-ups", warmUps, 0);
    atLeast("--tokens", tokens, 2);
    atLeast("--prefill", prefill, 2);
    if (limit.isNegative() || limit.isZero()) {
      throw new IllegalArgumentException("--limit-minutes wants 1 or more");
    }
  }

  /** Positions that the longest reply or prompt takes. */
  int context() {
    return prefill + tokens;
  }

  private static void atLeast(String option, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(option + " wants " + least + " or more, not " + value);
    }
  }
}
