package io.vsd.local.cli;

import io.vsd.local.config.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which target and draft a command starts a cluster with. */
final class ModelOption {
  @Option(
      names = "--model",
      paramLabel = "ID|PATH",
      defaultValue = Workspace.DEFAULT_MODEL,
      description = "target model: hub id, directory or GGUF file (default: ${DEFAULT-VALUE})")
  String model = Workspace.DEFAULT_MODEL;

  @Option(
      names = "--draft",
      paramLabel = "DIR",
      description =
          "draft checkpoint to begin with (default: the bundled one for the default model)")
  @Nullable Path draft;

  /** The draft to start with: the one asked for, or the bundled one if it is for this model. */
  Optional<Path> draftCheckpoint(Workspace workspace) {
    if (draft != null) {
      return Optional.of(draft.toAbsolutePath());
    }
    return Optional.of(workspace.bundledDraft())
        .filter(dir -> model.equals(Workspace.DEFAULT_MODEL))
        .filter(Files::isDirectory);
  }
}
