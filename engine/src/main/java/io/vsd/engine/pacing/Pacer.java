package io.vsd.engine.pacing;

import java.time.Duration;

/** Leaves the machine to others between two pieces of work; changes time only, never order. */
@FunctionalInterface
public interface Pacer {

  /** Goes on at once. */
  Pacer UNPACED = took -> {};

  /**
   * Called after each piece of work; returns when the next one may begin.
   *
   * @throws InterruptedException when the work is to be given up
   */
  void afterWork(Duration took) throws InterruptedException;

  /** The same for a piece that began at this {@link System#nanoTime}. */
  default void afterWorkSince(long startNanos) throws InterruptedException {
    afterWork(Duration.ofNanos(System.nanoTime() - startNanos));
  }
}
