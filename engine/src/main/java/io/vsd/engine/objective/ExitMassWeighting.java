package io.vsd.engine.objective;

/**
 * {@code exit-mass}: -Σ_v w(v) log q(v), w(v) = P(v)·ρ(v) being the probability that the target
 * leaves the drafted structure at v and q(v) the draft's probability of the whole prefix, so each
 * edge weighs the exit mass at or below it. Here the structure is the recorded continuation, whose
 * exit masses telescope to P.
 */
public record ExitMassWeighting() implements PathWeighting {
  @Override
  public ContextWeights weigh(PathContext context) {
    int depth = context.depth();
    WeightAccumulator accumulator = new WeightAccumulator(depth);
    double[] exits = exitMasses(context.targetLogProbs());
    double below = 0;
    double[] omegas = new double[depth];
    for (int t = depth - 1; t >= 0; t--) {
      below += exits[t];
      omegas[t] = below;
    }
    for (int t = 0; t < depth; t++) {
      accumulator.token(t, context.continuation()[t], omegas[t]);
    }
    return accumulator.weights();
  }

  /**
   * Exit mass after each token of a chain; what leaves before the first token is the missing mass.
   */
  static double[] exitMasses(double[] targetLogProbs) {
    double[] exits = new double[targetLogProbs.length];
    double reach = 1;
    for (int t = 0; t < exits.length; t++) {
      reach *= StrictMath.exp(targetLogProbs[t]);
      double stays = t + 1 < exits.length ? StrictMath.exp(targetLogProbs[t + 1]) : 0;
      exits[t] = reach * Math.max(0, 1 - stays);
    }
    return exits;
  }

  @Override
  public String id() {
    return "exit-mass";
  }

  @Override
  public int paths() {
    return 0;
  }
}
