package io.vsd.trainer.schedule;

import java.time.Duration;

/**
 * How long to leave the machine to requests after a step.
 *
 * @param duty share of the time that training may take while requests run, in (0, 1]
 * @param maxPause longest pause after one step, so that training goes on under any load
 */
public record YieldPolicy(double duty, Duration maxPause) {

  /** Checks the share. */
  public YieldPolicy {
    if (!(duty > 0 && duty <= 1)) {
      throw new IllegalArgumentException("duty must be in (0, 1], not " + duty);
    }
  }

  /** The pause owed to requests after a step that took so long. */
  public Duration pauseAfter(Duration step, boolean requestsRun) {
    if (!requestsRun) {
      return Duration.ZERO;
    }
    Duration owed = Duration.ofNanos((long) (step.toNanos() * (1 / duty - 1)));
    return owed.compareTo(maxPause) < 0 ? owed : maxPause;
  }
}
