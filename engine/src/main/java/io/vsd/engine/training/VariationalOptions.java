package io.vsd.engine.training;

/**
 * Settings of the {@code vsd} objective.
 *
 * @param paths S, paths drawn per context
 * @param utility beta, weight of the expected accepted tokens in the posterior
 * @param effectiveSamples rho, least effective sample size as a fraction of S
 * @param rejection lambda_rej, weight of first rejected tokens
 * @param confidence lambda_car, weight of the confidence-aware regulariser
 */
public record VariationalOptions(
    int paths, double utility, double effectiveSamples, double rejection, double confidence) {

  public VariationalOptions {
    if (paths < 1 || !(effectiveSamples > 0 && effectiveSamples <= 1)) {
      throw new IllegalArgumentException(
          "%d paths or effective sample fraction %s is out of range"
              .formatted(paths, effectiveSamples));
    }
  }

  /** 16 paths; the numbers of the method's description. */
  public static VariationalOptions standard() {
    return new VariationalOptions(16, 1.0, 0.3, 0.1, 0.5);
  }
}
