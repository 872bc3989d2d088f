package io.vsd.trainer.schedule;

import java.time.Duration;

/** Leaves the machine to requests between micro-steps; changes time only, never order. */
@FunctionalInterface
public interface Pacer {

  /**
   * Called after each piece of work; returns when the next one may begin.
   *
   * @throws InterruptedException when the trainer is told to stop
   */
  void afterWork(Duration took) throws InterruptedException;
}
