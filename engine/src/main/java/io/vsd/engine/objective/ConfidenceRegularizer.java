package io.vsd.engine.objective;

/**
 * CAR, confidence-aware regularisation (we define): Σ_t κ_{t-1} · c_t · KL(p_t ‖ q_t) with c_t = 1
 * - H(p_t) / log V, so that the draft stays close to the target where the target is sure and is
 * left free where it is not. The sum runs over the head of each law and one bucket for the rest.
 */
public final class ConfidenceRegularizer {
  private ConfidenceRegularizer() {}

  /** c_t in [0, 1]; {@code vocabulary} is the draft's, 2 or more. */
  public static double confidence(TargetLaw law, int vocabulary) {
    return Math.clamp(1 - law.entropy() / StrictMath.log(vocabulary), 0, 1);
  }

  /**
   * KL(p ‖ q) over the head and the rest bucket; 0 exactly when both agree on all buckets.
   *
   * @param draftLogProbs log q of the head's tokens
   */
  public static double divergence(TargetLaw law, double[] draftLogProbs) {
    double divergence = 0;
    double draftRest = 1;
    for (int k = 0; k < draftLogProbs.length; k++) {
      double p = StrictMath.exp(law.logProbs()[k]);
      divergence += p == 0 ? 0 : p * (law.logProbs()[k] - draftLogProbs[k]);
      draftRest -= StrictMath.exp(draftLogProbs[k]);
    }
    double rest = law.rest();
    if (rest > 0) {
      divergence += rest * (StrictMath.log(rest) - StrictMath.log(Math.max(draftRest, 1e-12)));
    }
    return divergence;
  }

  /**
   * The value along one path.
   *
   * @param survival κ_{t-1} by depth
   * @param laws the target's laws by depth
   * @param draftLogProbs log q of each law's head by depth
   */
  public static double value(
      double[] survival, TargetLaw[] laws, double[][] draftLogProbs, int vocabulary) {
    double sum = 0;
    for (int t = 0; t < laws.length; t++) {
      sum += survival[t] * confidence(laws[t], vocabulary) * divergence(laws[t], draftLogProbs[t]);
    }
    return sum;
  }
}
