package io.vsd.trainer.registry;

import io.vsd.engine.checkpoint.CheckpointManifest;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** One checkpoint directory of the registry. */
public record RegisteredCheckpoint(
    Path directory, CheckpointManifest manifest, TrainerState state) {

  /** Name of the optimiser's file. */
  public static final String OPTIMIZER_FILE = "optimizer.safetensors";

  /** Its name. */
  public String id() {
    return manifest.checkpointId();
  }

  /** The safetensors file that drafts fetch. */
  public Path weightsFile() {
    return directory.resolve(DraftCheckpoint.WEIGHTS_FILE);
  }

  /** What the optimiser needs to go on; an initial checkpoint has none. */
  public Optional<Path> optimizerFile() {
    return Optional.of(directory.resolve(OPTIMIZER_FILE)).filter(Files::exists);
  }
}
