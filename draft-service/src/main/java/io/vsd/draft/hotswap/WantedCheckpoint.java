package io.vsd.draft.hotswap;

import io.vsd.engine.checkpoint.CheckpointManifest;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoint that should be active.
 *
 * @param id of the checkpoint
 * @param fetchAddress where its weights are, host:port; may be empty
 * @param manifest as announced; null for a parent to go back to that the log no longer holds
 */
public record WantedCheckpoint(
    String id, String fetchAddress, @Nullable CheckpointManifest manifest) {}
