package io.vsd.trainer.schedule;

import java.time.Duration;

/**
 * How training leaves the machine to requests.
 *
 * @param duty share of the time that training may take while requests run, in (0, 1]
 * @param maxPause longest pause after one piece of work, so that training goes on under any load
 * @param quiet how long the verifiers' devices must have been idle for requests to count as over
 */
public record YieldPolicy(double duty, Duration maxPause, Duration quiet) {

  /** Checks the share. */
  public YieldPolicy {
    if (!(duty > 0 && duty <= 1)) {
      throw new IllegalArgumentException("duty must be in (0, 1], not " + duty);
    }
  }

  /** Whether requests run, given how long ago a device last worked for one. */
  public boolean requestsRun(Duration idle) {
    return idle.compareTo(quiet) < 0;
  }

  /** The pause owed to requests that run after a piece of work that took so long. */
  public Duration pauseAfter(Duration work) {
    Duration owed = Duration.ofNanos((long) (work.toNanos() * (1 / duty - 1)));
    return owed.compareTo(maxPause) < 0 ? owed : maxPause;
  }
}
