package io.vsd.local.cli;

import io.vsd.engine.checkpoint.CheckpointProblem;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.checkpoint.TargetIdentity;
import io.vsd.engine.weights.ModelDirectory;
import io.vsd.local.cluster.ClusterException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The look at a draft before anything starts, so that one that cannot serve the model is refused
 * where a person is looking.
 *
 * @param draft its directory
 * @param model what the person called the target
 */
record DraftCheck(Path draft, String model) {
  /**
   * Larger ones would not fit the command line's heap as floats; the draft-service reads them, and
   * what it says is shown right after the start.
   */
  private static final long LARGEST_BYTES = 100L << 20;

  /**
   * What a person should know about a draft that can serve the target.
   *
   * @throws ClusterException with one sentence if it cannot
   */
  List<String> warnings(Path target) throws ClusterException {
    List<CheckpointProblem> problems;
    try {
      problems = problems(target);
    } catch (IOException | RuntimeException unreadable) {
      throw new ClusterException("--draft cannot be used: " + reason(unreadable), unreadable);
    }
    List<String> fatal =
        problems.stream().filter(CheckpointProblem::fatal).map(CheckpointProblem::message).toList();
    if (!fatal.isEmpty()) {
      String more = fatal.size() == 1 ? "" : " (and %d more)".formatted(fatal.size() - 1);
      throw new ClusterException(
          "--draft %s is not for %s: %s%s".formatted(draft, model, fatal.getFirst(), more));
    }
    return problems.stream()
        // Whose weights it was trained for is not known here, where they are not hashed.
        .filter(p -> !(p instanceof CheckpointProblem.OtherTarget))
        .map(CheckpointProblem::message)
        .toList();
  }

  /** Whether it can serve the target. */
  boolean fits(Path target) throws IOException {
    return problems(target).stream().noneMatch(CheckpointProblem::fatal);
  }

  private List<CheckpointProblem> problems(Path target) throws IOException {
    if (bytes() > LARGEST_BYTES) {
      return List.of();
    }
    try (ModelDirectory opened = ModelDirectory.open(target)) {
      // Another fingerprint is no obstacle, so the weights need not be hashed for one here.
      TargetIdentity identity = new TargetIdentity(opened.config(), opened.tokenizerHash(), "");
      return DraftCheckpoint.read(draft).validate(identity);
    }
  }

  private long bytes() throws IOException {
    if (!Files.isDirectory(draft)) {
      return 0;
    }
    long bytes = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(draft, "*.safetensors")) {
      for (Path file : files) {
        bytes += Files.size(file);
      }
    }
    return bytes;
  }

  private static String reason(Exception unreadable) {
    String message = unreadable.getMessage();
    return message == null ? unreadable.getClass().getSimpleName() : message;
  }
}
