package io.vsd.engine.expert;

import io.vsd.engine.decoding.GumbelNoise;
import io.vsd.engine.decoding.SamplingParameters;

/**
 * The noise with which the target will choose the token of one position, as far as it matters to a
 * draft.
 *
 * @param temperature 0 where the likeliest token is chosen whatever the noise
 * @param seed of the request
 * @param position absolute position of the token
 */
public record NodeNoise(double temperature, long seed, long position) {

  /** The noise of a request at a position. */
  public static NodeNoise of(SamplingParameters parameters, long position) {
    boolean likeliest = parameters.isGreedy() || parameters.topK() == 1;
    return new NodeNoise(likeliest ? 0 : parameters.temperature(), parameters.seed(), position);
  }

  /** Whether the noise decides anything. */
  public boolean matters() {
    return temperature > 0;
  }

  /** log q / T + g of a token; log q where the noise does not matter. */
  double perturbed(double logProbability, int token) {
    return matters()
        ? logProbability / temperature + GumbelNoise.gumbel(seed, position, token)
        : logProbability;
  }
}
