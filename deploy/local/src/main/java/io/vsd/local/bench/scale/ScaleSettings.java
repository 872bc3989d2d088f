package io.vsd.local.bench.scale;

import java.time.Duration;

/**
 * How much is measured.
 *
 * @param threads of the engine
 * @param repeats of a point that count
 * @param precision form of the weights
 * @param limit after which the measurement is given up
 */
public record ScaleSettings(int threads, int repeats, String precision, Duration limit) {
  /** Refuses what cannot be measured. */
  public ScaleSettings {
    if (threads < 1 || repeats < 1 || limit.isNegative() || limit.isZero()) {
      throw new IllegalArgumentException(
          "--threads, --repeats and --limit-minutes want 1 or more");
    }
  }
}
