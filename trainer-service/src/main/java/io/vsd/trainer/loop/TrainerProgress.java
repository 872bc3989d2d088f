package io.vsd.trainer.loop;

import io.vsd.engine.checkpoint.CheckpointManifest;
import io.vsd.trainer.registry.TrainerState;
import org.jspecify.annotations.Nullable;

/**
 * What can be told of the trainer at one moment.
 *
 * @param lineage name of the lineage; empty before the start
 * @param state counts that live in the checkpoints
 */
public record TrainerProgress(
    String lineage,
    TrainerState state,
    Activity activity,
    Reading reading,
    Memory memory,
    double lastLoss,
    CheckpointManifest.@Nullable Evaluation lastEvaluation) {

  /** What the trainer's thread does. */
  public enum Activity {
    /** Loads the draft and reads the retained log. */
    STARTING,
    /** Waits for the log to answer. */
    DISCONNECTED,
    /** Waits for sessions. */
    STARVED,
    /** Takes optimiser steps. */
    TRAINING,
    /** Replays held-out sessions. */
    JUDGING,
    /** Leaves the machine to requests. */
    YIELDING
  }

  /**
   * Where it reads.
   *
   * @param lagRecords records written and not read yet
   * @param unreadSinceMs timestamp of the record being read while others wait, Unix milliseconds; 0
   *     when all are read
   */
  public record Reading(long lagRecords, long unreadSinceMs) {}

  /** What it holds. */
  public record Memory(
      long bufferedSessions,
      long bufferBytes,
      long heldOutSessions,
      long openSessions,
      long droppedSessions) {

    static Memory of(Ingestion ingestion) {
      return new Memory(
          ingestion.buffer().size(),
          ingestion.buffer().bytes(),
          ingestion.heldOut().size(),
          ingestion.assembly().openSessions(),
          ingestion.assembly().dropped());
    }
  }
}
