package io.vsd.engine.objective;

/**
 * Weights of ∇log q along a recorded continuation y such that their sum is the gradient of
 * E_q[accepted tokens]: the tokens that are accepted at or after each depth.
 */
public final class AcceptanceOmegas {
  private AcceptanceOmegas() {}

  /**
   * The exact form: ω_t = Σ_{j≥t} Π_{i≤j} q(y_i).
   *
   * @param draftLogProbs log q(y_t | y_<t) by depth
   */
  public static double[] raoBlackwell(double[] draftLogProbs) {
    double[] omegas = new double[draftLogProbs.length];
    double logReach = 0;
    for (int t = 0; t < omegas.length; t++) {
      logReach += draftLogProbs[t];
      omegas[t] = StrictMath.exp(logReach);
    }
    for (int t = omegas.length - 2; t >= 0; t--) {
      omegas[t] += omegas[t + 1];
    }
    return omegas;
  }

  /**
   * The Monte Carlo form of the same: the mean over paths of (τ_s - t + 1)⁺.
   *
   * @param accepted τ_s of each path drawn from q
   */
  public static double[] sampled(int[] accepted, int depth) {
    double[] omegas = new double[depth];
    for (int tau : accepted) {
      for (int t = 0; t < tau; t++) {
        omegas[t] += (double) (tau - t) / accepted.length;
      }
    }
    return omegas;
  }
}
