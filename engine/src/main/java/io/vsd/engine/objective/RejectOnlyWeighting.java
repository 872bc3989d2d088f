package io.vsd.engine.objective;

/**
 * {@code reject-only}, as in Online Speculative Decoding: the target's law is distilled only where
 * drafts were rejected, each depth by the share of paths that ended there.
 *
 * @param paths paths to draw for each context
 */
public record RejectOnlyWeighting(int paths) implements PathWeighting {
  @Override
  public ContextWeights weigh(PathContext context) {
    WeightAccumulator accumulator = new WeightAccumulator(context.depth());
    int[] ended = new int[context.depth() + 1];
    for (int tau : context.paths().accepted()) {
      ended[tau]++;
    }
    for (int t = 0; t < context.depth(); t++) {
      if (ended[t] > 0) {
        accumulator.law(t, context.laws()[t], (double) ended[t] / context.paths().size());
      }
    }
    return accumulator.weights();
  }

  @Override
  public String id() {
    return "reject-only";
  }
}
