package io.vsd.engine.objective;

/**
 * The paper's bound over enumerated paths: log Σ p κ ≥ E_q[log κ] - KL(q ‖ p), whose gap is KL(q ‖
 * π), π ∝ p κ.
 *
 * @param evidence log P(accept) = log Σ_z p(z) κ(z)
 * @param bound L_VSD = E_q[log κ] - KL(q ‖ p)
 * @param gap KL(q ‖ π)
 */
public record VariationalBound(double evidence, double bound, double gap) {
  /**
   * Computes all three over all paths.
   *
   * @param targetLogProbs log p(z)
   * @param logSurvival log κ(z)
   * @param draftLogProbs log q(z)
   */
  public static VariationalBound of(
      double[] targetLogProbs, double[] logSurvival, double[] draftLogProbs) {
    double sum = 0;
    for (int z = 0; z < targetLogProbs.length; z++) {
      sum += StrictMath.exp(targetLogProbs[z] + logSurvival[z]);
    }
    double evidence = StrictMath.log(sum);
    double bound = 0;
    double gap = 0;
    for (int z = 0; z < targetLogProbs.length; z++) {
      double q = StrictMath.exp(draftLogProbs[z]);
      double joint = targetLogProbs[z] + logSurvival[z];
      bound += q == 0 ? 0 : q * (joint - draftLogProbs[z]);
      gap += q == 0 ? 0 : q * (draftLogProbs[z] - (joint - evidence));
    }
    return new VariationalBound(evidence, bound, gap);
  }
}
