package io.vsd.engine.training;

import io.vsd.engine.objective.ExitMassWeighting;
import io.vsd.engine.objective.PathWeighting;
import io.vsd.engine.objective.RejectOnlyWeighting;
import io.vsd.engine.objective.VariationalWeighting;

/** Targets of a batch under one objective: the seam between objectives and the network. */
interface BatchTargets {

  /** What the batch's predictions are moved towards, given the current weights. */
  RowTargets of(
      TrainingLayout layout, TrainingProgram program, TrainedParameters parameters, long stepSeed);

  /** The targets that options ask for. */
  static BatchTargets of(TrainingOptions options, DraftIds ids) {
    return switch (options.objective()) {
      case EAGLE3 -> {
        DistillationTargets targets = new DistillationTargets(ids, options.stepDecay());
        yield (layout, program, parameters, seed) -> targets.build(layout);
      }
      case VSD -> weighed(ids, new VariationalWeighting(options.variational()), true);
      case EXIT_MASS -> weighed(ids, new ExitMassWeighting(), false);
      case REJECT_ONLY ->
          weighed(ids, new RejectOnlyWeighting(options.variational().paths()), false);
    };
  }

  private static BatchTargets weighed(DraftIds ids, PathWeighting weighting, boolean exact) {
    PathTargets targets = new PathTargets(ids, weighting, exact);
    return (layout, program, parameters, seed) -> {
      RowTargets questions = targets.questions(layout);
      TrainingProgram.Draws draws =
          program.logProbs(parameters, layout, questions, targets.uniforms(layout, seed));
      return targets.build(layout, questions, draws);
    };
  }
}
