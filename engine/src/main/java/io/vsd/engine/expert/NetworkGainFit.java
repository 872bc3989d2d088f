package io.vsd.engine.expert;

import java.util.Arrays;

/** Fits a {@link NetworkGain} to nodes that were asked without the network and with it. */
public final class NetworkGainFit {
  private static final double PRIOR_NODES = 4;

  private final double[] firstSums = new double[NetworkGain.STEPS];
  private final double[] firstNodes = new double[NetworkGain.STEPS];
  private final double[] deeperSums = new double[NetworkGain.STEPS];
  private final double[] deeperNodes = new double[NetworkGain.STEPS];

  /** Nothing seen yet. */
  public NetworkGainFit() {}

  /**
   * A node.
   *
   * @param first whether it is the last committed token
   * @param alone accepted nodes expected below it without the network
   * @param networked the same with it
   */
  public void add(boolean first, double alone, double networked) {
    int step = NetworkGain.step(alone);
    (first ? firstSums : deeperSums)[step] += networked - alone;
    (first ? firstNodes : deeperNodes)[step]++;
  }

  /**
   * The mean gains.
   *
   * @param otherwise what is believed where little was seen
   */
  public NetworkGain fit(NetworkGain otherwise) {
    double[][] prior = otherwise.curves();
    return new NetworkGain(
        means(firstSums, firstNodes, prior[0]), means(deeperSums, deeperNodes, prior[1]));
  }

  private static double[] means(double[] sums, double[] nodes, double[] prior) {
    double[] means = new double[sums.length];
    Arrays.setAll(means, i -> (sums[i] + PRIOR_NODES * prior[i]) / (nodes[i] + PRIOR_NODES));
    return means;
  }
}
