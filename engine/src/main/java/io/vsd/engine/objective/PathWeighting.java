package io.vsd.engine.objective;

/**
 * Where training weights come from: the seam between objectives, which all train on the same log
 * with the same network. Implementations are pure.
 */
public sealed interface PathWeighting
    permits DistillationWeighting, VariationalWeighting, ExitMassWeighting, RejectOnlyWeighting {
  /** Weights of the predictions below one context. */
  ContextWeights weigh(PathContext context);

  /** Name in manifests and options: eagle3, vsd, exit-mass or reject-only. */
  String id();

  /** How many paths have to be drawn for each context; 0 for weightings that need none. */
  int paths();
}
