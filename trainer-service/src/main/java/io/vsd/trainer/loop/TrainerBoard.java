package io.vsd.trainer.loop;

import io.vsd.engine.checkpoint.CheckpointManifest;
import io.vsd.trainer.registry.TrainerState;
import org.jspecify.annotations.Nullable;

/** Where the trainer's thread notes what it does, for other threads to read. */
public final class TrainerBoard {

  private volatile String lineage = "";
  private volatile TrainerState state = TrainerState.initial("");
  private volatile TrainerProgress.Activity activity = TrainerProgress.Activity.STARTING;
  private volatile TrainerProgress.Reading reading = new TrainerProgress.Reading(0, 0);
  private volatile TrainerProgress.Memory memory = new TrainerProgress.Memory(0, 0, 0, 0, 0);
  private volatile double lastLoss = Double.NaN;
  private volatile CheckpointManifest.@Nullable Evaluation lastEvaluation;

  /** The latest notes. */
  public TrainerProgress progress() {
    return new TrainerProgress(lineage, state, activity, reading, memory, lastLoss, lastEvaluation);
  }

  /** What the thread does. */
  public TrainerProgress.Activity activity() {
    return activity;
  }

  /** Notes what the thread turns to. */
  public void turnTo(TrainerProgress.Activity next) {
    activity = next;
  }

  void lineage(String name) {
    lineage = name;
  }

  void state(TrainerState now) {
    state = now;
  }

  void reading(TrainerProgress.Reading now) {
    reading = now;
  }

  void memory(TrainerProgress.Memory now) {
    memory = now;
  }

  void loss(double loss) {
    lastLoss = loss;
  }

  void evaluation(CheckpointManifest.@Nullable Evaluation evaluation) {
    lastEvaluation = evaluation;
  }
}
