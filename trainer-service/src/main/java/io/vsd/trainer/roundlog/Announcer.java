package io.vsd.trainer.roundlog;

import io.vsd.engine.checkpoint.CheckpointManifest;
import io.vsd.trainer.registry.CheckpointStanding;

/** Tells the drafts which checkpoint to serve. */
@FunctionalInterface
public interface Announcer {

  /**
   * Announces a checkpoint under its lineage; saying the same twice does no harm.
   *
   * @throws LogUnavailableException when the log does not take it
   */
  void announce(String lineage, CheckpointManifest manifest, CheckpointStanding standing);
}
