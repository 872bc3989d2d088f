package io.vsd.engine.training;

import io.vsd.engine.objective.PathPosterior;
import io.vsd.engine.objective.VariationalWeighting;

/**
 * How to train.
 *
 * @param objective which weighting the steps follow
 * @param learningRate by optimiser step
 * @param weightDecay of matrices, AdamW's decoupled form
 * @param maxGradientNorm gradients above this global norm are scaled down
 * @param unrolledSteps D, how far the draft runs on its own hidden states
 * @param stepDecay weight of unrolled step j is {@code stepDecay^j}
 * @param execution what computes a step
 * @param variational settings of the {@code vsd} objective
 */
public record TrainingOptions(
    TrainingObjective objective,
    LearningRate learningRate,
    double weightDecay,
    double maxGradientNorm,
    int unrolledSteps,
    double stepDecay,
    Execution execution,
    VariationalWeighting.Settings variational) {

  private static final VariationalWeighting.Settings STANDARD_VARIATIONAL =
      new VariationalWeighting.Settings(16, new PathPosterior.Tilt(1.0, 5.0), 0.3, 0.1, 1.0);

  /** Type of the matrix products. */
  public enum Compute {
    FP32,
    BF16
  }

  /**
   * What computes a step. The last bits of a result depend on every component.
   *
   * @param compute type of the matrix products; the master weights are fp32 always
   * @param device {@code cpu} or {@code cuda}, {@code cuda:1}
   * @param threads CPU threads of a step
   * @param pieceRows query rows that are computed in one piece at most, between two of which a step
   *     can pause
   */
  public record Execution(Compute compute, String device, int threads, int pieceRows) {

    /** Steps that need not pause: a batch is one piece. */
    public static final int WHOLE_BATCH = Integer.MAX_VALUE;

    /** fp32 on one thread: results are the same bytes on every run. */
    public static final Execution REPRODUCIBLE = unpaused(Compute.FP32, 1);

    /** Steps on the CPU that need not pause. */
    public static Execution unpaused(Compute compute, int threads) {
      return new Execution(compute, "cpu", threads, WHOLE_BATCH);
    }

    public Execution {
      if (threads < 1 || pieceRows < 1) {
        throw new IllegalArgumentException(
            "threads %d and piece rows %d must be positive".formatted(threads, pieceRows));
      }
    }
  }

  public TrainingOptions {
    if (unrolledSteps < 1 || !(stepDecay > 0) || !(maxGradientNorm > 0)) {
      throw new IllegalArgumentException(
          "unrolled steps %d, step decay %s and gradient norm %s must be positive"
              .formatted(unrolledSteps, stepDecay, maxGradientNorm));
    }
  }

  /** Four unrolled steps at a constant rate, {@linkplain Execution#REPRODUCIBLE reproducible}. */
  public static TrainingOptions of(TrainingObjective objective, double learningRate) {
    return new TrainingOptions(
        objective,
        LearningRate.constant(learningRate),
        0.0,
        1.0,
        4,
        0.8,
        Execution.REPRODUCIBLE,
        STANDARD_VARIATIONAL);
  }

  /** The same with another schedule. */
  public TrainingOptions withLearningRate(LearningRate schedule) {
    return new TrainingOptions(
        objective,
        schedule,
        weightDecay,
        maxGradientNorm,
        unrolledSteps,
        stepDecay,
        execution,
        variational);
  }

  /** The same with another depth of unrolling. */
  public TrainingOptions withUnrolledSteps(int steps) {
    return new TrainingOptions(
        objective,
        learningRate,
        weightDecay,
        maxGradientNorm,
        steps,
        stepDecay,
        execution,
        variational);
  }

  /** The same, computed in another way. */
  public TrainingOptions withExecution(Execution other) {
    return new TrainingOptions(
        objective,
        learningRate,
        weightDecay,
        maxGradientNorm,
        unrolledSteps,
        stepDecay,
        other,
        variational);
  }
}
