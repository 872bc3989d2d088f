package io.vsd.engine.cpu;

import java.time.Duration;

/**
 * Runs forwards until the JIT compiler has caught up, so that the first request finds the speed of
 * the later ones. Kernels of each number of rows are compiled apart, and until then run a hundred
 * times slower.
 */
final class WarmUp {
  /** A sweep that is no faster than this part of the one before has found its speed. */
  private static final double SETTLED = 0.9;

  private static final int LEAST_SWEEPS = 2;

  private WarmUp() {}

  /** Runs one forward of a number of rows. */
  @FunctionalInterface
  interface Forward {
    void run(int rows);
  }

  /**
   * Sweeps over numbers of rows until that gets no faster.
   *
   * @param budget after which no further forward is begun; the first one always is
   */
  static void run(int[] rows, Duration budget, Forward forward) {
    long start = System.nanoTime();
    long before = Long.MAX_VALUE;
    for (int sweep = 1; ; sweep++) {
      long begin = System.nanoTime();
      for (int n : rows) {
        forward.run(n);
        if (System.nanoTime() - start > budget.toNanos()) {
          return;
        }
      }
      long now = System.nanoTime() - begin;
      if (sweep >= LEAST_SWEEPS && now > SETTLED * before) {
        return;
      }
      before = now;
    }
  }
}
