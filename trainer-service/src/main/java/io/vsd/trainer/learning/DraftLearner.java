package io.vsd.trainer.learning;

import io.vsd.engine.checkpoint.CheckpointManifest;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.pacing.Pacer;
import io.vsd.trainer.recording.RecordedSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A draft that takes optimiser steps. Not thread safe. */
public interface DraftLearner extends AutoCloseable {

  /**
   * Goes on from a checkpoint.
   *
   * @param stateFile what {@link #writeState} wrote with it; empty starts the optimiser afresh
   */
  void restore(DraftCheckpoint checkpoint, Optional<Path> stateFile) throws IOException;

  /** Counts a session's n-grams, once, when it is new. */
  void count(RecordedSession session);

  /**
   * One optimiser step; the same weights, state, batch and seed give the same result.
   *
   * @param pacer called after each piece of the step
   * @throws InterruptedException when the pacer was told to stop; go on from {@link #restore}
   */
  LearningStep step(List<RecordedSession> batch, long stepSeed, Pacer pacer)
      throws InterruptedException;

  /** The current weights and table under a manifest, which is completed with their hash. */
  DraftCheckpoint freeze(CheckpointManifest manifest);

  /** Writes what {@link #restore} needs besides the checkpoint to go on with the same bytes. */
  void writeState(Path file) throws IOException;

  @Override
  void close();
}
