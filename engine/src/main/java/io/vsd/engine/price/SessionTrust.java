package io.vsd.engine.price;

/**
 * How a session's drafts did against what was expected of them: a factor for what is expected next.
 * Begins at 1 and goes back to it when nothing is heard, so that nothing is given up for good. Not
 * thread safe.
 */
public final class SessionTrust {
  private static final double PRIOR_NODES = 8;
  private static final double KEPT_EACH_ROUND = 0.97;
  private static final double LEAST = 0.4;
  private static final double MOST = 1.6;

  private double expected;
  private double accepted;
  private int roundsWithout;

  /** Nothing heard yet. */
  public SessionTrust() {}

  /** What expectations are to be multiplied by. */
  public double factor() {
    return Math.clamp((PRIOR_NODES + accepted) / (PRIOR_NODES + expected), LEAST, MOST);
  }

  /** Rounds in a row that nothing was proposed in. */
  public int roundsWithout() {
    return roundsWithout;
  }

  /**
   * A round is over.
   *
   * @param nodes that were proposed
   * @param expectedNodes how many of them the experts expected to be accepted, without the factor
   * @param acceptedNodes how many were
   */
  public void round(int nodes, double expectedNodes, int acceptedNodes) {
    expected = KEPT_EACH_ROUND * expected + expectedNodes;
    accepted = KEPT_EACH_ROUND * accepted + acceptedNodes;
    roundsWithout = nodes > 0 ? 0 : roundsWithout + 1;
  }
}
