package io.vsd.engine.price;

/**
 * How much of a tree to propose: what brings the forward's sessions most tokens a millisecond,
 * {@code (others + 1 + Σ P(v)) / (T(rows + nodes) + between + drafting)}, if that is more than
 * plain rounds bring, which are asked for ahead. What costs nothing is always taken. Pure.
 *
 * @param costs of the round
 * @param margin how much more than plain rounds a tree must promise, for instance 0.02
 */
public record TreePrice(RoundCosts costs, double margin) {

  /** Nodes of the tree whose expected gain the network is judged by. */
  public static final int GAIN_NODES = 4;

  /** What serves and replays: small promises are not worth the uncertainty of costs. */
  public static TreePrice of(RoundCosts costs) {
    return new TreePrice(costs, 0.02);
  }

  /** Whether not even a tree that is accepted as a whole would pay. */
  public boolean hopeless(int maxNodes) {
    double[] certain = new double[maxNodes + 1];
    for (int i = 0; i <= maxNodes; i++) {
      certain[i] = i;
    }
    return nodes(certain, costs.drafting().text()) == 0;
  }

  /**
   * Nodes of the tree that pays best, 0 where plain rounds pay better.
   *
   * @param expected accepted nodes of the best tree of 0, 1, 2 … nodes, the first being 0
   * @param draftMillis spent on drafting it
   */
  public int nodes(double[] expected, double draftMillis) {
    double plain = costs.plain();
    int best = 0;
    double bestTokens = costs.tokens(0) * (1 + margin);
    double bestMillis = plain;
    for (int nodes = 1; nodes < expected.length; nodes++) {
      double tokens = costs.tokens(expected[nodes]);
      double millis = costs.round(nodes, draftMillis);
      if (millis <= plain || tokens * bestMillis > bestTokens * millis) {
        best = nodes;
        bestTokens = tokens;
        bestMillis = millis;
      }
    }
    return best;
  }

  /**
   * The tree that pays best among those of 1 to {@code most} nodes, whatever plain rounds bring.
   */
  public int smallTree(double[] expected, int most) {
    int best = 0;
    double bestRate = 0;
    for (int nodes = 1; nodes < expected.length && nodes <= most; nodes++) {
      double rate = costs.tokens(expected[nodes]) / costs.round(nodes, costs.drafting().text());
      if (rate > bestRate) {
        best = nodes;
        bestRate = rate;
      }
    }
    return best;
  }

  /**
   * Whether the network is to be run below the last committed token.
   *
   * @param expected as the other experts expect it
   * @param gain accepted nodes that the network adds to a tree of {@value #GAIN_NODES} nodes
   * @param maxNodes that a tree may have
   */
  public boolean networkPays(double[] expected, double gain, int maxNodes) {
    DraftCosts drafting = costs.drafting();
    if (drafting.network() == 0) {
      return true;
    }
    double[] gained = new double[maxNodes + 1];
    for (int nodes = 0; nodes <= maxNodes; nodes++) {
      gained[nodes] =
          expected[Math.min(nodes, expected.length - 1)]
              + gain * Math.min(1, nodes / (double) GAIN_NODES);
    }
    double millis = drafting.text() + drafting.network();
    return rate(nodes(gained, millis), gained, millis)
        > rate(nodes(expected, drafting.text()), expected, drafting.text());
  }

  /**
   * Whether the network is to be run one depth deeper.
   *
   * @param expected with what is known so far
   * @param gain accepted nodes that the depth adds
   * @param draftMillis spent so far
   */
  public boolean depthPays(double[] expected, double gain, double draftMillis) {
    double depth = costs.drafting().networkDepth();
    return depth == 0 || gain > depth * rate(nodes(expected, draftMillis), expected, draftMillis);
  }

  /** Tokens a millisecond; plain rounds where there are no nodes. */
  private double rate(int nodes, double[] expected, double draftMillis) {
    return nodes == 0
        ? costs.tokens(0) / costs.plain()
        : costs.tokens(expected[nodes]) / costs.round(nodes, draftMillis);
  }
}
