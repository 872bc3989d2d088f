package io.vsd.engine.expert;

import java.util.Arrays;

/**
 * What it brings to ask the network: accepted nodes that a tree of few nodes gains below a node
 * when the network's law of that node is known, by how many the other experts expect there.
 * Immutable.
 */
public final class NetworkGain {
  /** Steps of a curve. */
  public static final int STEPS = 6;

  private static final double[] FROM = {0, 0.25, 0.5, 1, 1.5, 2};

  private final double[] first;
  private final double[] deeper;

  /**
   * Two curves over 0, 0.25, 0.5, 1, 1.5, 2 and more expected nodes.
   *
   * @param first [steps] below the last committed token
   * @param deeper [steps] below drafted nodes
   * @throws IllegalArgumentException when there are more or fewer steps, or one is not finite
   */
  public NetworkGain(double[] first, double[] deeper) {
    this.first = checked(first);
    this.deeper = checked(deeper);
  }

  private static double[] checked(double[] curve) {
    if (curve.length != STEPS) {
      throw new IllegalArgumentException(
          "a curve of gains has %d steps, not %d".formatted(STEPS, curve.length));
    }
    for (double gain : curve) {
      if (!Double.isFinite(gain)) {
        throw new IllegalArgumentException("a gain is " + gain);
      }
    }
    // As a checkpoint's file holds it, so that it is the same before and after a write.
    return Arrays.stream(curve).map(value -> (float) value).toArray();
  }

  /** A guess for drafts whose network has not been measured. */
  public static NetworkGain untrained() {
    return new NetworkGain(
        new double[] {0.3, 0.3, 0.25, 0.2, 0.15, 0.1},
        new double[] {0.15, 0.15, 0.1, 0.1, 0.05, 0.05});
  }

  /** The curves, {@code first} and then {@code deeper}; a copy. */
  public double[][] curves() {
    return new double[][] {first.clone(), deeper.clone()};
  }

  /** Below the last committed token, where the others expect that many accepted nodes. */
  public double first(double expected) {
    return first[step(expected)];
  }

  /** Below a drafted node. */
  public double deeper(double expected) {
    return deeper[step(expected)];
  }

  /** The step that a number of expected nodes belongs to. */
  static int step(double expected) {
    int step = 0;
    while (step + 1 < STEPS && expected >= FROM[step + 1]) {
      step++;
    }
    return step;
  }
}
