package io.vsd.local.bench.scale;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How much is measured.
 *
 * @param threads of the engine
 * @param repeats of a point that count
 * @param precision form of the weights
 * @param draft checkpoint whose depths are timed, where there is one for the model
 * @param limit after which the measurement is given up
 */
public record ScaleSettings(
    int threads, int repeats, String precision, Optional<Path> draft, Duration limit) {
  /** Refuses what cannot be measured. */
  public ScaleSettings {
    if (threads < 1 || repeats < 1 || limit.isNegative() || limit.isZero()) {
      throw new IllegalArgumentException("--threads, --repeats and --limit-minutes want 1 or more");
    }
  }
}
