package io.vsd.engine.draft;

/**
 * How candidates of one position are ranked.
 *
 * @param temperature 0 ranks by log q; above, by log_softmax(log q / T + g)
 * @param uniforms [draft vocab] in (0, 1), from which g = -log(-log u); empty at temperature 0
 */
public record Ranking(double temperature, double[] uniforms) {

  private static final double[] NONE = new double[0];

  /** As at temperature 0. */
  public static Ranking byProbability() {
    return new Ranking(0, NONE);
  }
}
