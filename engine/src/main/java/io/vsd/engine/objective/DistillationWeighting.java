package io.vsd.engine.objective;

/**
 * {@code eagle3}: per-step distillation of the target's law, depth t weighing {@code decay^t}. The
 * corner of {@link VariationalWeighting} in which only the regulariser is left and c ≡ κ ≡ 1.
 *
 * @param decay in (0, 1]; 0.8 in EAGLE-3
 */
public record DistillationWeighting(double decay) implements PathWeighting {
  @Override
  public ContextWeights weigh(PathContext context) {
    WeightAccumulator accumulator = new WeightAccumulator(context.depth());
    double scale = 1;
    for (int t = 0; t < context.depth(); t++) {
      accumulator.law(t, context.laws()[t], scale);
      scale *= decay;
    }
    return accumulator.weights();
  }

  @Override
  public String id() {
    return "eagle3";
  }

  @Override
  public int paths() {
    return 0;
  }
}
