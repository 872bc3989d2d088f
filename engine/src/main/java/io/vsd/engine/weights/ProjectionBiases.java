package io.vsd.engine.weights;

/**
 * Which linear projections of a decoder layer have biases; either all layers have them or none.
 *
 * @param queryKeyValue those of queries, keys and values
 * @param output that of attention's output
 * @param mlp those of the gated feed-forward layer: gate, up and down
 */
public record ProjectionBiases(boolean queryKeyValue, boolean output, boolean mlp) {

  /** No biases, as Llama's and Qwen3's published models have it. */
  public static final ProjectionBiases NONE = new ProjectionBiases(false, false, false);

  /** Queries, keys and values, as every Qwen2 has it. */
  public static final ProjectionBiases QUERY_KEY_VALUE = new ProjectionBiases(true, false, false);
}
