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

  /** Whether a candidate is due at the end of a burst that brought the count to {@code steps}. */
  public boolean candidateAfter(long steps) {
    return steps > 0 && steps / stepsPerCandidate > (steps - stepsPerBurst) / stepsPerCandidate;
  }
}
