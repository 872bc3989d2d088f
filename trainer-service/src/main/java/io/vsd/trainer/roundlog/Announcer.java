package io.vsd.trainer.roundlog;

import io.vsd.engine.checkpoint.CheckpointManifest;
import io.vsd.trainer.registry.CheckpointStanding;

/** Tells the drafts which checkpoint to serve. */
public interface Announcer {

  /**
   * Announces a checkpoint under its lineage; saying the same twice does no harm.
   *
   * @throws LogUnavailableException when the log does not take it
   */
  void announce(String lineage, CheckpointManifest manifest, CheckpointStanding standing);

  /**
   * Announces that the lineage serves nothing: decode plainly.
   *
   * @param manifest of any of its checkpoints, so that the drafts know whose lineage it is
   * @throws LogUnavailableException when the log does not take it
   */
  void announcePlain(String lineage, CheckpointManifest manifest);
}
