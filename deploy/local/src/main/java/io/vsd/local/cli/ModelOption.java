package io.vsd.local.cli;

import io.vsd.engine.checkpoint.CheckpointProblem;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.checkpoint.TargetIdentity;
import io.vsd.engine.weights.ModelDirectory;
import io.vsd.engine.weights.ModelHub;
import io.vsd.local.config.Workspace;
import java.io.IOException;
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
          "draft checkpoint to begin with (default: the bundled one where it fits the model)")
  @Nullable Path draft;

  /**
   * The draft to start with: the one asked for, or the bundled one if it fits this model.
   *
   * @param target what {@link ModelFiles#ensure} returned
   */
  Optional<Path> draftCheckpoint(Session session, String target) throws IOException {
    if (draft != null) {
      return Optional.of(draft.toAbsolutePath());
    }
    Path bundled = session.workspace().bundledDraft();
    ModelHub hub = ModelHub.fromEnvironment(session.workspace().environment());
    if (model.equals(Workspace.DEFAULT_MODEL) || fits(bundled, hub.resolve(target))) {
      return Optional.of(bundled);
    }
    session
        .err()
        .line(
            "The bundled draft is not for "
                + model
                + ": it decodes plainly until one is learned, or named with --draft.");
    return Optional.empty();
  }

  private static boolean fits(Path draft, Path target) throws IOException {
    try (ModelDirectory opened = ModelDirectory.open(target)) {
      // Another fingerprint is no obstacle, so the weights need not be hashed for one here.
      TargetIdentity identity = new TargetIdentity(opened.config(), opened.tokenizerHash(), "");
      return DraftCheckpoint.read(draft).validate(identity).stream()
          .noneMatch(CheckpointProblem::fatal);
    }
  }
}
