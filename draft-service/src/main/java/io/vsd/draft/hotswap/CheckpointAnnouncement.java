package io.vsd.draft.hotswap;

import io.vsd.engine.checkpoint.CheckpointManifest;

/**
 * One record of the announcements' topic.
 *
 * @param manifest of the checkpoint
 * @param standing what was decided on it
 * @param fetchAddress where its weights are, host:port; empty where only the configuration knows
 */
public record CheckpointAnnouncement(
    CheckpointManifest manifest, Standing standing, String fetchAddress) {

  /** What the trainer decided on a checkpoint. */
  public enum Standing {
    /** Not judged yet. */
    CANDIDATE,
    /** To be served. */
    STABLE,
    /** Judged and not good enough. */
    REFUSED,
    /** Was served and turned out worse than its parent. */
    ROLLED_BACK,
    /** Nothing of the lineage is to be served; the manifest only names it. */
    PLAIN
  }

  /** Chain of checkpoints that it belongs to. */
  String lineage() {
    return manifest.lineage();
  }

  /** Id of the checkpoint. */
  public String id() {
    return manifest.checkpointId();
  }
}
