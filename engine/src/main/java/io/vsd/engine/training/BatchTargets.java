package io.vsd.engine.training;

import io.vsd.engine.objective.ExitMassWeighting;
import io.vsd.engine.objective.PathWeighting;
import io.vsd.engine.objective.RejectOnlyWeighting;
import io.vsd.engine.objective.VariationalWeighting;
import io.vsd.engine.pacing.Pacer;

/** Targets of a batch under one objective: the seam between objectives and the network. */
interface BatchTargets {

  /**
   * What the batch's predictions are moved towards, given the current weights.
   *
   * @throws InterruptedException when the pacer gives up
   */
  RowTargets of(TrainingBatch batch, Network network, long stepSeed, Pacer pacer)
      throws InterruptedException;

  /** The draft as it is. */
  record Network(TrainingProgram program, TrainedParameters parameters) {}

  /** The targets that options ask for. */
  static BatchTargets of(TrainingOptions options, DraftIds ids) {
    return switch (options.objective()) {
      case EAGLE3 -> {
        DistillationTargets targets = new DistillationTargets(ids, options.stepDecay());
        yield (batch, network, seed, pacer) -> targets.build(batch.whole());
      }
      case VSD -> weighed(ids, new VariationalWeighting(options.variational()), true);
      case EXIT_MASS -> weighed(ids, new ExitMassWeighting(), false);
      case REJECT_ONLY ->
          weighed(ids, new RejectOnlyWeighting(options.variational().paths()), false);
    };
  }

  private static BatchTargets weighed(DraftIds ids, PathWeighting weighting, boolean exact) {
    PathTargets targets = new PathTargets(ids, weighting, exact);
    return (batch, network, seed, pacer) -> {
      TrainingLayout layout = batch.whole();
      RowTargets questions = targets.questions(layout);
      float[] uniforms = targets.uniforms(layout, seed);
      Draws draws = new Draws(layout.predictions(), targets.draws());
      for (TrainingBatch.Piece piece : batch.pieces()) {
        long start = System.nanoTime();
        draws.put(
            piece.rows(),
            network
                .program()
                .logProbs(
                    network.parameters(),
                    piece.layout(),
                    questions.picked(piece.rows()),
                    Draws.uniforms(uniforms, targets.draws(), piece.rows())));
        pacer.afterWorkSince(start);
      }
      return targets.build(layout, questions, draws);
    };
  }
}
