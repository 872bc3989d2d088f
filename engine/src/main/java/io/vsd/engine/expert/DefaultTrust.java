package io.vsd.engine.expert;

/**
 * Trust in experts for drafts that come without: fitted to SmolLM2-135M-Instruct's answers, whose
 * tables and lookups it describes, and for networks a guess.
 */
final class DefaultTrust {
  private static final double[] NETWORK = {0, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1};

  static final Mixture MIXTURE =
      new Mixture(
          trust(
              new double[] {
                0, -0.9, -0.7, 1.7, -0.2, 0.3, 1.1, 1.0, 0.5, 1.8, -0.4, 0.9, 1.6, 1.3, 1.4, 2.5,
                0.4, 1.7, 3.3
              },
              new double[] {
                0, 0.5, 2.2, 0.9, 1.2, 2.5, 1.1, 1.5, 3.2, 1.6, 1.9, 3.1, 1.4, 2.7, 4.4, 2.6
              }),
          trust(
              new double[] {
                0, -1.3, -1.1, 0.1, -0.9, -0.3, 0.2, -0.7, 0.1, 0.5, -0.8, 0.3, 1.0, 0.2, 0.3, 1.6,
                -0.2, 0.6, 2.0
              },
              new double[] {
                0, -0.3, 1.6, -0.4, 0.2, 1.6, 0, 0.5, 1.6, 0.3, 1.1, 1.0, 0.4, 1.7, 2.0, 2.5
              }));

  private DefaultTrust() {}

  private static Mixture.Trust trust(double[] table, double[] lookup) {
    Mixture.Belief belief =
        new Mixture.Belief(new Gate(new double[][] {NETWORK, table, lookup}), Reliability.exact());
    return new Mixture.Trust(belief, belief, NetworkGain.untrained());
  }
}
