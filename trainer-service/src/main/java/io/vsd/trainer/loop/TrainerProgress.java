package io.vsd.trainer.loop;

import io.vsd.engine.checkpoint.CheckpointManifest;
import io.vsd.trainer.recording.AssemblyOutcome;
import io.vsd.trainer.registry.TrainerState;
import java.util.List;
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
    Targets targets,
    Trouble trouble,
    double lastLoss,
    CheckpointManifest.@Nullable Evaluation lastEvaluation) {

  /** What the trainer's thread does. */
  public enum Activity {
    /** Loads the draft and reads the retained log. */
    STARTING,
    /** Waits for the log to answer. */
    DISCONNECTED,
    /** Waits before it begins again after a failure. */
    FAILED,
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

  /**
   * What an operator should know, in sentences; empty where there is nothing.
   *
   * @param failure why the trainer failed when it last began; empty since it works again
   * @param serving why another checkpoint serves than should
   */
  public record Trouble(String failure, String serving) {

    /** None. */
    public static final Trouble NONE = new Trouble("", "");

    Trouble failed(String why) {
      return new Trouble(why, serving);
    }

    Trouble serving(String note) {
      return new Trouble(failure, note);
    }
  }

  /**
   * Sessions in what was read of the log.
   *
   * @param ofTarget of the target that is learned for, or without consent
   * @param ofOthers of another target
   * @param otherTarget fingerprint of the newest of those; empty if there is none
   */
  public record Sessions(long ofTarget, long ofOthers, String otherTarget) {}

  /**
   * A target that is served or learned for.
   *
   * @param address of the verifier; empty for the trainer's own target
   */
  public record Target(String address, String model, String precision, String fingerprint) {

    /** Not known yet. */
    public static final Target UNKNOWN = new Target("", "", "", "");
  }

  /**
   * Whom the trainer learns for and whom the verifiers serve.
   *
   * @param own the trainer's
   * @param served by each verifier that has answered
   */
  public record Targets(Target own, List<Target> served) {

    /** Copies the list. */
    public Targets {
      served = List.copyOf(served);
    }

    /** Those verifiers whose sessions cannot be learned from. */
    public List<Target> others() {
      return served.stream().filter(t -> !t.fingerprint().equals(own.fingerprint())).toList();
    }
  }

  /** What it holds. */
  public record Memory(
      long bufferedSessions,
      long bufferBytes,
      long heldOutSessions,
      long openSessions,
      long droppedSessions,
      long duplicates,
      Sessions sessions) {

    static final Memory NOTHING = new Memory(0, 0, 0, 0, 0, 0, new Sessions(0, 0, ""));

    static Memory of(Ingestion ingestion) {
      return new Memory(
          ingestion.buffer().size(),
          ingestion.buffer().bytes(),
          ingestion.heldOut().size(),
          ingestion.assembly().openSessions(),
          ingestion.assembly().dropped(),
          ingestion.ignored().getOrDefault(AssemblyOutcome.Reason.DUPLICATE, 0L),
          ingestion.sessions());
    }
  }
}
