package io.vsd.engine.objective;

/**
 * Log-weights of paths that an older draft drew, relative to the posterior π_β(z|x) ∝ p(z|x) κ(x,z)
 * exp(β u(x,z) / γ): the E-step's importance weights.
 */
public final class PathPosterior {
  private PathPosterior() {}

  /** κ_t = Π_{i≤t} a_i by depth: the chance that the first t tokens are all accepted. */
  public static double[] survival(double[] acceptance) {
    double[] survival = new double[acceptance.length];
    double product = 1;
    for (int t = 0; t < survival.length; t++) {
      product *= acceptance[t];
      survival[t] = product;
    }
    return survival;
  }

  /** u = Σ_t κ_t: expected accepted tokens of the path. */
  public static double expectedAccepted(double[] acceptance) {
    double sum = 0;
    for (double kappa : survival(acceptance)) {
      sum += kappa;
    }
    return sum;
  }

  /**
   * ℓ = log p(z) + log κ + β u/γ - log q_old(z), where the ratio log p - log q_old is clipped to
   * ±{@code clip}.
   *
   * @param targetLogProb log p of the path up to its verdict
   * @param draftLogProb log q_old of the same tokens
   * @param acceptance a_t of these tokens
   * @param depth γ, the depth to which paths were drawn
   */
  public static double logWeight(
      double targetLogProb, double draftLogProb, double[] acceptance, int depth, Tilt tilt) {
    double ratio = Math.clamp(targetLogProb - draftLogProb, -tilt.clip(), tilt.clip());
    double logSurvival = 0;
    for (double a : acceptance) {
      logSurvival += StrictMath.log(a);
    }
    return ratio + logSurvival + tilt.beta() * expectedAccepted(acceptance) / depth;
  }

  /**
   * How the posterior is tilted and bounded.
   *
   * @param beta weight of the expected accepted tokens, 0 or more
   * @param clip bound of |log p - log q_old| in nats; infinity for none
   */
  public record Tilt(double beta, double clip) {
    /** The untilted, unclipped posterior of the bound. */
    public static final Tilt NONE = new Tilt(0, Double.POSITIVE_INFINITY);

    public Tilt {
      if (!(beta >= 0) || !(clip > 0)) {
        throw new IllegalArgumentException("beta " + beta + " or clip " + clip + " out of range");
      }
    }
  }
}
