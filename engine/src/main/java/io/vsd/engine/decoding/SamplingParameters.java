package io.vsd.engine.decoding;

/**
 * How the target's law is shaped before a token is drawn from it: temperature first, then top-k,
 * then top-p.
 *
 * @param temperature 0 is greedy; range [0, 10]
 * @param topP nucleus mass in (0, 1]; 0 means unset and becomes 1
 * @param topK keep the k likeliest tokens; 0 means all
 * @param seed seed of the counter-based noise
 */
public record SamplingParameters(double temperature, double topP, int topK, long seed) {
  /** The highest temperature that makes sense to serve. */
  public static final double MAX_TEMPERATURE = 10;

  public SamplingParameters {
    if (!(temperature >= 0 && temperature <= MAX_TEMPERATURE)) {
      throw new IllegalArgumentException("temperature must be in [0, 10], not " + temperature);
    }
    if (!(topP >= 0 && topP <= 1)) {
      throw new IllegalArgumentException("top_p must be in (0, 1], or 0 for unset, not " + topP);
    }
    if (topK < 0) {
      throw new IllegalArgumentException("top_k must be 0 or more, not " + topK);
    }
    topP = topP == 0 ? 1 : topP;
  }

  /** Always the likeliest token. */
  public static SamplingParameters greedy() {
    return new SamplingParameters(0, 1, 0, 0);
  }

  /** Whether the likeliest token is always chosen, so that no noise is needed. */
  public boolean isGreedy() {
    return temperature == 0;
  }
}
