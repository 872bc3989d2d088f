package io.vsd.local.cli;

import io.vsd.engine.hub.ModelHub;
import io.vsd.local.cluster.ClusterException;
import io.vsd.local.config.Workspace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Which target and draft a command starts a cluster with. */
final class ModelOption {
  @Option(
      names = "--model",
      paramLabel = "ID|PATH",
      scope = ScopeType.INHERIT,
      defaultValue = Workspace.DEFAULT_MODEL,
      description = "target model: hub id, directory or GGUF file (default: ${DEFAULT-VALUE})")
  String model = Workspace.DEFAULT_MODEL;

  @Option(
      names = "--draft",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      description =
          "draft checkpoint to begin with (default: the bundled one where it fits the model)")
  @Nullable Path draft;

  /**
   * The draft to start with: the one asked for, or the bundled one if it fits this model.
   *
   * @param target what {@link ModelFiles#ensure} returned
   * @throws ClusterException if the one asked for cannot serve this model
   */
  Optional<Path> draftCheckpoint(Session session, String target)
      throws IOException, ClusterException {
    ModelHub hub = ModelHub.fromEnvironment(session.workspace().environment());
    if (draft != null) {
      DraftCheck check = new DraftCheck(draft.toAbsolutePath(), model);
      check.warnings(hub.resolve(target)).forEach(w -> session.err().line("Warning: " + w));
      return Optional.of(draft.toAbsolutePath());
    }
    Path bundled = session.workspace().bundledDraft();
    if (model.equals(Workspace.DEFAULT_MODEL)
        || new DraftCheck(bundled, model).fits(hub.resolve(target))) {
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
}
