package io.vsd.trainer.schedule;

/**
 * How ingested sessions turn into optimiser steps and candidates.
 *
 * @param sessionsPerBurst training sessions after which a burst of steps follows
 * @param stepsPerBurst optimiser steps of a burst
 * @param stepsPerCandidate steps after which, at the end of a burst, a candidate is frozen and
 *     judged
 * @param minSessions training sessions before the first burst
 */
public record TrainingSchedule(
    int sessionsPerBurst, int stepsPerBurst, int stepsPerCandidate, int minSessions) {

  private static final long UNJUDGED_FACTOR = 4;

  /** Checks that training makes progress. */
  public TrainingSchedule {
    if (sessionsPerBurst < 1 || stepsPerBurst < 1 || stepsPerCandidate < 1 || minSessions < 1) {
      throw new IllegalArgumentException("a schedule needs positive numbers");
    }
  }

  /** Steps due right after the given number of training sessions has been ingested. */
  public int stepsAfter(long trainingSessions) {
    boolean due = trainingSessions >= minSessions && trainingSessions % sessionsPerBurst == 0;
    return due ? stepsPerBurst : 0;
  }

  /**
   * Whether a candidate is due at the end of a burst: after enough steps, as soon as it can be
   * judged; after four times as many in any case, so that progress is kept.
   *
   * @param steps since the last candidate
   * @param judgeable whether there are enough held-out sessions
   */
  public boolean candidateAfter(long steps, boolean judgeable) {
    return steps >= (judgeable ? 1L : UNJUDGED_FACTOR) * stepsPerCandidate;
  }
}
