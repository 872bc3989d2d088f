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
    private final float[] parts = new float[RowKernels.PARTS];
    private float[] sums = new float[0];
    private float[] queries = new float[0];
    private float[] scores = new float[0];
    private float[] mixtures = new float[0];
    private float[] totals = new float[0];
    private float[] own = new float[0];

    /** Sums of a panel that reaches beyond the outputs. */
    float[] sums(int length) {
      sums = atLeast(sums, length);
      return sums;
    }

    /** Queries side by side. */
    float[] queries(int length) {
      queries = atLeast(queries, length);
      return queries;
    }

    /** Scores of queries, then the weights that they become. */
    float[] scores(int length) {
      scores = atLeast(scores, length);
      return scores;
    }

    /** Mixtures of values. */
    float[] mixtures(int length) {
      mixtures = atLeast(mixtures, length);
      return mixtures;
    }

    /** Sums of weights. */
    float[] totals(int length) {
      totals = atLeast(totals, length);
      return totals;
    }

    /** Scores of a row with its ancestors. */
    float[] own(int length) {
      own = atLeast(own, length);
      return own;
    }

    /** Partial sums, zero. */
    float[] parts() {
      Arrays.fill(parts, 0);
      return parts;
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
    packed = atLeast(packed, length);
    return packed;
  }

  /** The same memory where it suffices; what it holds is of the use before. */
  static float[] atLeast(float[] memory, int length) {
    return memory.length >= length ? memory : new float[Math.max(length, 2 * memory.length)];
  }

  @Override
  public void close() {
    workers.close();
  }
}
