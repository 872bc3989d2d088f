package io.vsd.engine.cpu;

import java.util.Arrays;

/**
 * What one network computes with: threads, and memory that each forward uses again. One forward at
 * a time.
 */
final class Team implements AutoCloseable {
  private final Workers workers;
  private final Scratch[] scratch;
  private float[] packed = new float[0];

  /** What a thread has for itself. */
  static final class Scratch {
    final Tile tile = new Tile();
    private float[] sums = new float[0];

    /** At least this many floats; what they hold is of the call before. */
    float[] sums(int length) {
      if (sums.length < length) {
        sums = new float[length];
      }
      return sums;
    }
  }

  /**
   * Starts the threads.
   *
   * @throws IllegalArgumentException if there are more than the machine has cores
   */
  Team(int threads) {
    this.workers = new Workers(threads);
    this.scratch = new Scratch[threads];
    Arrays.setAll(scratch, i -> new Scratch());
  }

  Workers workers() {
    return workers;
  }

  /** The memory of one of the threads. */
  Scratch scratch(int worker) {
    return scratch[worker];
  }

  /** Room for a product's packed inputs; what it holds is of the product before. */
  float[] packed(int length) {
    if (packed.length < length) {
      packed = new float[length];
    }
    return packed;
  }

  @Override
  public void close() {
    workers.close();
  }
}
