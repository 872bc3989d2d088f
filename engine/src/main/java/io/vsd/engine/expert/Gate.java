package io.vsd.engine.expert;

import java.util.Arrays;

/**
 * How far experts are trusted, by their evidence: expert s with evidence b has the share {@code λ_s
 * = exp(a_s[b]) / (1 + Σ exp(a))}, the sum over experts that have something to say. What is left is
 * nobody's and spread evenly over the vocabulary. Immutable.
 */
public final class Gate {
  private final double[][] trust;

  /**
   * A gate.
   *
   * @param trust a, [experts][evidence levels] by {@link ExpertKind#index}; that of level 0 is not
   *     used
   * @throws IllegalArgumentException when experts or levels are missing or a value is not finite
   */
  public Gate(double[][] trust) {
    ExpertKind[] kinds = ExpertKind.values();
    if (trust.length != kinds.length) {
      throw new IllegalArgumentException(
          "trust in %d experts where there are %d".formatted(trust.length, kinds.length));
    }
    this.trust = new double[kinds.length][];
    for (ExpertKind kind : kinds) {
      double[] levels = trust[kind.index()];
      if (levels.length != kind.evidenceLevels()) {
        throw new IllegalArgumentException(
            "%d levels of trust in the %s where there are %d"
                .formatted(levels.length, kind.label(), kind.evidenceLevels()));
      }
      for (double value : levels) {
        if (!Double.isFinite(value)) {
          throw new IllegalArgumentException(
              "trust in the %s is %s".formatted(kind.label(), value));
        }
      }
      // As a checkpoint's file holds it, so that it is the same before and after a write.
      this.trust[kind.index()] = Arrays.stream(levels).map(value -> (float) value).toArray();
    }
  }

  /** Trust in an expert by its evidence, [levels]; a copy. */
  public double[] trust(ExpertKind kind) {
    return trust[kind.index()].clone();
  }

  /** The experts' shares at a node, by {@link ExpertKind#index}. */
  double[] shares(NodeLaws laws) {
    return shares(trust, laws.evidence());
  }

  /** Shares of experts that are trusted so far; 1 less their sum is nobody's. */
  static double[] shares(double[][] trust, int[] evidence) {
    double[] shares = new double[trust.length];
    double sum = 1;
    for (int s = 0; s < shares.length; s++) {
      // StrictMath, here and wherever a tree is decided: replay must draft it again on any machine.
      shares[s] = evidence[s] == 0 ? 0 : StrictMath.exp(trust[s][evidence[s]]);
      sum += shares[s];
    }
    for (int s = 0; s < shares.length; s++) {
      shares[s] /= sum;
    }
    return shares;
  }
}
