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
 * @param compute type of the matrix products; the master weights are fp32 always
 * @param device {@code cpu} or {@code cuda}, {@code cuda:1}
 * @param threads CPU threads of a step
 * @param variational settings of the {@code vsd} objective
 */
public record TrainingOptions(
    TrainingObjective objective,
    LearningRate learningRate,
    double weightDecay,
    double maxGradientNorm,
    int unrolledSteps,
    double stepDecay,
    Compute compute,
    String device,
    int threads,
    VariationalWeighting.Settings variational) {

  private static final VariationalWeighting.Settings STANDARD_VARIATIONAL =
      new VariationalWeighting.Settings(16, new PathPosterior.Tilt(1.0, 5.0), 0.3, 0.1, 1.0);

  /** Type of the matrix products. */
  public enum Compute {
    FP32,
    BF16
  }

  public TrainingOptions {
    if (unrolledSteps < 1 || threads < 1 || !(stepDecay > 0) || !(maxGradientNorm > 0)) {
      throw new IllegalArgumentException(
          "unrolled steps %d, threads %d, step decay %s and gradient norm %s must be positive"
              .formatted(unrolledSteps, threads, stepDecay, maxGradientNorm));
    }
  }

  /** fp32 on one thread: results are the same bytes on every run. */
  public static TrainingOptions of(TrainingObjective objective, double learningRate) {
    return new TrainingOptions(
        objective,
        LearningRate.constant(learningRate),
        0.0,
        1.0,
        4,
        0.8,
        Compute.FP32,
        "cpu",
        1,
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
        compute,
        device,
        threads,
        variational);
  }

  /** The same on other hardware. */
  public TrainingOptions withCompute(Compute newCompute, String newDevice, int newThreads) {
    return new TrainingOptions(
        objective,
        learningRate,
        weightDecay,
        maxGradientNorm,
        unrolledSteps,
        stepDecay,
        newCompute,
        newDevice,
        newThreads,
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
        compute,
        device,
        threads,
        variational);
  }

  /** The same with other settings of the {@code vsd} objective. */
  public TrainingOptions withVariational(VariationalWeighting.Settings settings) {
    return new TrainingOptions(
        objective,
        learningRate,
        weightDecay,
        maxGradientNorm,
        unrolledSteps,
        stepDecay,
        compute,
        device,
        threads,
        settings);
  }
}
