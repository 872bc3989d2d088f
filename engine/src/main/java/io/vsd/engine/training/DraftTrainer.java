package io.vsd.engine.training;

import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.checkpoint.DraftConfig;
import io.vsd.engine.draft.TargetEmbedding;
import io.vsd.engine.pacing.Pacer;
import io.vsd.engine.weights.ModelConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A draft under training: fp32 master weights, AdamW's moments and the step count. A step's result
 * is a function of these, the batch and its seed; on one CPU thread it is the same bytes on every
 * run. Owned by one thread.
 */
public final class DraftTrainer implements AutoCloseable {

  private final TrainingOptions options;
  private final DraftConfig config;
  private final TrainingProgram program;
  private final TrainedParameters parameters;
  private final BatchTargets objective;
  private long steps;

  private DraftTrainer(
      DraftCheckpoint initial, TargetEmbedding embedding, TrainingOptions options) {
    this.options = options;
    this.config = initial.config();
    DraftIds vocabulary = new DraftIds(initial.draftTokens(), config.vocabSize());
    this.program = new TrainingProgram(config, embedding, options);
    this.parameters = new TrainedParameters(program.manager(), initial);
    this.objective = BatchTargets.of(options, vocabulary);
  }

  /**
   * Starts from a checkpoint's weights with fresh optimiser state.
   *
   * @param target whose features the sequences carry
   * @param embedding of the target, frozen; it must stay open as long as the trainer
   * @throws IllegalArgumentException when draft, target and embedding do not fit each other
   */
  public static DraftTrainer start(
      DraftCheckpoint initial,
      ModelConfig target,
      TargetEmbedding embedding,
      TrainingOptions options) {
    DraftConfig c = initial.config();
    if (c.hiddenSize() != target.hiddenSize() || c.vocabSize() != target.vocabSize()) {
      throw new IllegalArgumentException(
          "draft of width %d and vocabulary %d for a target of %d and %d"
              .formatted(c.hiddenSize(), c.vocabSize(), target.hiddenSize(), target.vocabSize()));
    }
    if (embedding.vocabSize() != target.vocabSize()
        || embedding.hiddenSize() != target.hiddenSize()) {
      throw new IllegalArgumentException(
          "the embedding is [%d, %d], the target's is [%d, %d]"
              .formatted(
                  embedding.vocabSize(),
                  embedding.hiddenSize(),
                  target.vocabSize(),
                  target.hiddenSize()));
    }
    return new DraftTrainer(initial, embedding, options);
  }

  /**
   * One optimiser step on a batch.
   *
   * @param stepSeed of whatever the objective samples
   * @param pacer asked after each piece of the step
   * @throws IllegalArgumentException when the batch holds nothing to predict
   * @throws TrainingDivergedException when loss or gradient is not finite; weights and optimiser
   *     state are then as before
   * @throws InterruptedException when the pacer gives up; likewise, unless the step was done but
   *     for its last pause, which {@link #steps} tells
   */
  public StepReport step(List<TrainingSequence> sequences, long stepSeed, Pacer pacer)
      throws InterruptedException {
    TrainingBatch batch =
        TrainingBatch.of(
            sequences,
            options.unrolledSteps(),
            config.hiddenSize(),
            options.execution().pieceRows());
    BatchTargets.Network network = new BatchTargets.Network(program, parameters);
    RowTargets targets = objective.of(batch, network, stepSeed, pacer);
    TrainingProgram.Outcome outcome;
    try {
      outcome = differentiate(batch, targets, pacer);
    } catch (RuntimeException | InterruptedException e) {
      // What some pieces have left in the gradients belongs to no later step.
      program.discard(parameters);
      throw e;
    }
    long start = System.nanoTime();
    double rate = options.learningRate().at(steps + 1);
    float norm = program.adamw(parameters, options, rate, steps + 1);
    if (!Float.isFinite(norm)) {
      throw new TrainingDivergedException(
          "step %d is refused: its gradient has norm %s (loss %s)"
              .formatted(steps + 1, norm, outcome.loss()));
    }
    steps++;
    pacer.afterWorkSince(start);
    return report(batch, outcome, norm, rate);
  }

  private TrainingProgram.Outcome differentiate(
      TrainingBatch batch, RowTargets targets, Pacer pacer) throws InterruptedException {
    TrainingProgram.Outcome sum = TrainingProgram.Outcome.none(options.unrolledSteps());
    for (TrainingBatch.Piece piece : batch.pieces()) {
      long start = System.nanoTime();
      sum =
          sum.plus(program.differentiate(parameters, piece.layout(), targets.picked(piece.rows())));
      if (!Double.isFinite(sum.loss())) {
        throw new TrainingDivergedException(
            "step %d is refused: its loss is %s".formatted(steps + 1, sum.loss()));
      }
      pacer.afterWorkSince(start);
    }
    return sum;
  }

  private StepReport report(
      TrainingBatch batch, TrainingProgram.Outcome outcome, float norm, double rate) {
    int[] rows = batch.whole().stepRows();
    double[] agreement = new double[rows.length];
    for (int j = 0; j < rows.length; j++) {
      agreement[j] = rows[j] == 0 ? 0 : outcome.statistics()[3 * j + 1] / rows[j];
    }
    return new StepReport(steps, batch.answerTokens(), outcome.loss(), norm, rate, rows, agreement);
  }

  /** Optimiser steps taken, restored ones included. */
  public long steps() {
    return steps;
  }

  /** Arrays in native memory that outlive a step; constant, or something leaks. */
  int nativeArrays() {
    return program.manager().getManagedArrays().size()
        + parameters.manager().getManagedArrays().size();
  }

  /** fp32 row-major copies of the weights by EAGLE-3 name. */
  public Map<String, float[]> weights() {
    return parameters.copy();
  }

  /** One of them by its EAGLE-3 name. */
  public float[] weight(String name) {
    return parameters.copy(name);
  }

  /** Writes master weights, moments and step count: what {@link #loadState} continues from. */
  public void saveState(Path file) throws IOException {
    saveState(file, Map.of());
  }

  /**
   * The same with numbers of the caller beside it.
   *
   * @param beside by tensor name, as the file keeps them: I32 of one dimension
   */
  public void saveState(Path file, Map<String, int[]> beside) throws IOException {
    TrainerState.write(file, parameters, steps, beside);
  }

  /**
   * Continues where another trainer of the same shape saved its state, to the same bytes.
   *
   * @throws IOException when the file cannot be read or is of another shape
   */
  public void loadState(Path file) throws IOException {
    steps = TrainerState.read(file, parameters);
  }

  @Override
  public void close() {
    parameters.close();
    program.close();
  }
}
