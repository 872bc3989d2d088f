package io.vsd.trainer.loop;

import io.vsd.engine.checkpoint.CheckpointManifest;
import io.vsd.trainer.registry.TrainerState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the trainer's thread notes what it does, for other threads to read. */
public final class TrainerBoard {

  private volatile String lineage = "";
  private volatile TrainerState state = TrainerState.initial("");
  private volatile TrainerProgress.Activity activity = TrainerProgress.Activity.STARTING;
  private volatile TrainerProgress.Reading reading = new TrainerProgress.Reading(0, 0);
  private volatile TrainerProgress.Memory memory = TrainerProgress.Memory.NOTHING;
  private volatile TrainerProgress.Targets targets =
      new TrainerProgress.Targets(TrainerProgress.Target.UNKNOWN, List.of());
  private volatile TrainerProgress.Trouble trouble = TrainerProgress.Trouble.NONE;
  private volatile double lastLoss = Double.NaN;
  private volatile CheckpointManifest.@Nullable Evaluation lastEvaluation;

  /** The latest notes. */
  public TrainerProgress progress() {
    return new TrainerProgress(
        lineage, state, activity, reading, memory, targets, trouble, lastLoss, lastEvaluation);
  }

  /** What the thread does. */
  public TrainerProgress.Activity activity() {
    return activity;
  }

  /** Notes whom the trainer learns for. */
  public void target(TrainerProgress.Target own) {
    targets = new TrainerProgress.Targets(own, targets.served());
  }

  /** Notes whom the verifiers serve. */
  public void verifiers(List<TrainerProgress.Target> served) {
    targets = new TrainerProgress.Targets(targets.own(), served);
  }

  /** Notes what the thread turns to. */
  public void turnTo(TrainerProgress.Activity next) {
    activity = next;
  }

  /** Notes why the trainer failed; empty once it works again. */
  void failure(String why) {
    trouble = trouble.failed(why);
  }

  /** Notes why another checkpoint serves than should; empty when the right one does. */
  void servingNote(String note) {
    trouble = trouble.serving(note);
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
