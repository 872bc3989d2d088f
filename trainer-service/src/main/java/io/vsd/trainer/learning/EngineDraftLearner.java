package io.vsd.trainer.learning;

import io.vsd.engine.checkpoint.CheckpointManifest;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.checkpoint.DraftConfig;
import io.vsd.engine.draft.TargetEmbedding;
import io.vsd.engine.pacing.Pacer;
import io.vsd.engine.training.DraftTrainer;
import io.vsd.engine.training.StepReport;
import io.vsd.engine.training.TrainingDivergedException;
import io.vsd.engine.training.TrainingOptions;
import io.vsd.engine.training.TrainingSequence;
import io.vsd.engine.weights.ModelConfig;
import io.vsd.trainer.recording.RecordedSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Learns with the engine's trainer. Holds native memory from the first {@link #restore} on. */
public final class EngineDraftLearner implements DraftLearner {

  private static final Logger LOG = Logger.getLogger(EngineDraftLearner.class);

  private final ModelConfig target;
  private final TargetEmbedding embedding;
  private final TrainingOptions options;
  private final int maxSequenceTokens;
  private final TableLimits limits;
  private @Nullable DraftTrainer trainer;
  private @Nullable Origin origin;

  /** What a checkpoint's descendants have in common with it. */
  private record Origin(DraftConfig config, int[] draftTokens, TableLearning table) {}

  /**
   * Made for one target.
   *
   * @param embedding of the target; it must stay open as long as the learner
   * @param maxSequenceTokens tokens of a session that enter a step
   * @param limits of the table
   */
  public EngineDraftLearner(
      ModelConfig target,
      TargetEmbedding embedding,
      TrainingOptions options,
      int maxSequenceTokens,
      TableLimits limits) {
    this.target = target;
    this.embedding = embedding;
    this.options = options;
    this.maxSequenceTokens = maxSequenceTokens;
    this.limits = limits;
  }

  @Override
  public void restore(DraftCheckpoint checkpoint, Optional<Path> stateFile) throws IOException {
    close();
    DraftTrainer started = DraftTrainer.start(checkpoint, target, embedding, options);
    trainer = started;
    origin =
        new Origin(
            checkpoint.config(),
            checkpoint.draftTokens(),
            TableLearning.from(checkpoint, stateFile, limits));
    if (stateFile.isPresent()) {
      started.loadState(stateFile.get());
    }
  }

  @Override
  public void count(RecordedSession session) {
    restored(origin).table().count(session);
  }

  @Override
  public LearningStep step(List<RecordedSession> batch, long stepSeed, Pacer pacer)
      throws InterruptedException {
    List<TrainingSequence> sequences =
        batch.stream().map(s -> SequenceMapper.map(s, maxSequenceTokens)).toList();
    try {
      StepReport report = restored(trainer).step(sequences, stepSeed, pacer);
      return new LearningStep(report.loss(), report.answerTokens());
    } catch (TrainingDivergedException e) {
      LOG.warnf("a step changed nothing: %s", e.getMessage());
      return new LearningStep(Double.NaN, 0);
    }
  }

  @Override
  public DraftCheckpoint freeze(CheckpointManifest manifest) {
    Origin source = restored(origin);
    return DraftCheckpoint.of(
            manifest, source.config(), restored(trainer)::weight, source.draftTokens())
        .withExperts(source.table().learned());
  }

  @Override
  public void writeState(Path file) throws IOException {
    restored(trainer).saveState(file, restored(origin).table().state());
  }

  @Override
  public void close() {
    DraftTrainer running = trainer;
    if (running != null) {
      running.close();
      trainer = null;
    }
  }

  private static <T> T restored(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("the learner has not been given a checkpoint");
    }
    return part;
  }
}
