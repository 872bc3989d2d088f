package io.vsd.engine.objective;

/**
 * What a weighting asks for at one context: loss = -Σ_t [Σ_k weights[t][k] · log q(tokens[t][k]) +
 * rest[t] · log q(rest of t)], q's prefix being the continuation up to t. The rest of a depth is
 * everything but the first {@code heads[t]} tokens of {@code tokens[t]}.
 *
 * @param tokens tokens with a weight by depth, none twice
 * @param weights their weights; negative pushes away
 * @param heads how many leading tokens make up the head of the law, 0 where no rest is weighed
 * @param rest weight of the rest bucket by depth
 */
public record ContextWeights(int[][] tokens, double[][] weights, int[] heads, double[] rest) {
  /** Weight of a token at a depth, 0 if it has none. */
  public double weight(int depth, int token) {
    for (int k = 0; k < tokens[depth].length; k++) {
      if (tokens[depth][k] == token) {
        return weights[depth][k];
      }
    }
    return 0;
  }
}
