package io.vsd.draft.hotswap;

import io.vsd.draft.drafting.DraftPort;
import io.vsd.engine.checkpoint.CheckpointProblem;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import java.util.List;

/** Makes a served draft of a checkpoint. */
public interface DraftLoader {

  /** Everything that keeps the checkpoint from serving this target, and warnings. */
  List<CheckpointProblem> problems(DraftCheckpoint checkpoint);

  /** Loads it beside whatever is active. */
  DraftPort load(DraftCheckpoint checkpoint);

  /** Width of one feature row in bytes: 3 * width fp16. */
  int featureRowBytes();
}
