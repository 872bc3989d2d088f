package io.vsd.engine.expert;

import java.util.Arrays;

/**
 * How often a node is accepted whose law says so much: a curve over the log-odds of what the law
 * says, straight between {@value #KNOTS} knots. Immutable.
 */
public final class Reliability {
  /** Knots of a curve. */
  public static final int KNOTS = 13;

  private static final double LOWEST = -6;
  private static final double STEP = 1;
  private static final double SMALLEST = 1e-6;

  private final double[] accepted;

  /**
   * A curve.
   *
   * @param accepted [knots] probability of being accepted at log-odds -6, -5 … 6
   * @throws IllegalArgumentException when there are more or fewer, or one is no probability
   */
  public Reliability(double[] accepted) {
    if (accepted.length != KNOTS) {
      throw new IllegalArgumentException(
          "a reliability curve has %d knots, not %d".formatted(KNOTS, accepted.length));
    }
    for (double value : accepted) {
      if (!(value >= 0 && value <= 1)) {
        throw new IllegalArgumentException("a reliability is " + value);
      }
    }
    // As a checkpoint's file holds it, so that it is the same before and after a write.
    this.accepted = Arrays.stream(accepted).map(value -> (float) value).toArray();
  }

  /** Takes a law at its word. */
  public static Reliability exact() {
    double[] accepted = new double[KNOTS];
    Arrays.setAll(accepted, i -> 1 / (1 + StrictMath.exp(-(LOWEST + i * STEP))));
    return new Reliability(accepted);
  }

  /** Probability of being accepted at each knot; a copy. */
  public double[] accepted() {
    return accepted.clone();
  }

  /** Probability that a node is accepted to which its law gives that much. */
  public double of(double probability) {
    double at = place(probability);
    int below = (int) Math.min(at, KNOTS - 2.0);
    double part = at - below;
    return Math.max(SMALLEST, (1 - part) * accepted[below] + part * accepted[below + 1]);
  }

  /** Where a probability lies among the knots, from 0 to the last. */
  static double place(double probability) {
    double p = Math.clamp(probability, SMALLEST, 1 - SMALLEST);
    return Math.clamp((StrictMath.log(p / (1 - p)) - LOWEST) / STEP, 0, KNOTS - 1.0);
  }
}
