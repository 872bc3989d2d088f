package io.vsd.engine.objective;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects weights by depth and token in a fixed order: the law's head first, then others as they
 * come.
 */
final class WeightAccumulator {
  private final List<Map<Integer, Double>> byDepth = new ArrayList<>();
  private final int[] heads;
  private final double[] rest;

  WeightAccumulator(int depth) {
    this.heads = new int[depth];
    this.rest = new double[depth];
    for (int t = 0; t < depth; t++) {
      byDepth.add(new LinkedHashMap<>());
    }
  }

  /** Adds scale · p over a whole law. To be called before {@link #token} at the same depth. */
  void law(int depth, TargetLaw law, double scale) {
    for (int k = 0; k < law.tokenIds().length; k++) {
      token(depth, law.tokenIds()[k], scale * StrictMath.exp(law.logProbs()[k]));
    }
    heads[depth] = law.tokenIds().length;
    rest[depth] += scale * law.rest();
  }

  void token(int depth, int token, double weight) {
    byDepth.get(depth).merge(token, weight, Double::sum);
  }

  ContextWeights weights() {
    int[][] tokens = new int[heads.length][];
    double[][] weights = new double[heads.length][];
    for (int t = 0; t < heads.length; t++) {
      tokens[t] = byDepth.get(t).keySet().stream().mapToInt(Integer::intValue).toArray();
      weights[t] = byDepth.get(t).values().stream().mapToDouble(Double::doubleValue).toArray();
    }
    return new ContextWeights(tokens, weights, heads, rest);
  }
}
