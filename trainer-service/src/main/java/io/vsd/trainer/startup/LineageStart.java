package io.vsd.trainer.startup;

import io.vsd.engine.checkpoint.CheckpointProblem;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.checkpoint.TargetIdentity;
import io.vsd.trainer.registry.CheckpointRegistry;
import io.vsd.trainer.registry.TrainerState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Opens the lineage of a target, from its newest checkpoint or from an initial one. */
final class LineageStart {

  private static final Logger LOG = Logger.getLogger(LineageStart.class);
  private static final int NAME_DIGITS = 8;

  private LineageStart() {}

  /** Makes the first checkpoint of a lineage. */
  @FunctionalInterface
  interface Initial {
    DraftCheckpoint get() throws IOException;
  }

  /**
   * The registry of the lineage; its first checkpoint is put in when it is empty.
   *
   * @throws IOException when the initial checkpoint does not fit the target, naming every problem
   */
  static CheckpointRegistry open(Path root, int keep, TargetIdentity target, Initial initial)
      throws IOException {
    DraftCheckpoint first = initial.get();
    refuseUnfit(first, target);
    String lineage = name(target.fingerprint(), first.manifest().draftVocabHash());
    CheckpointRegistry registry = CheckpointRegistry.open(root.resolve(lineage), keep);
    if (registry.newest().isEmpty()) {
      var manifest = first.manifest().inLineage(lineage, first.manifest().targetFingerprint());
      registry.add(
          first.renamed(manifest), TrainerState.initial(manifest.checkpointId()), Optional.empty());
      LOG.infof("lineage %s starts from checkpoint %s", lineage, manifest.checkpointId());
    }
    return registry;
  }

  /** Checkpoints of one target that share a draft vocabulary. */
  static String name(String fingerprint, String vocabularyHash) {
    return digits(fingerprint) + "-" + digits(vocabularyHash);
  }

  private static String digits(String hash) {
    String plain = hash.replaceAll("[^A-Za-z0-9]", "");
    return plain.isEmpty() ? "none" : plain.substring(0, Math.min(NAME_DIGITS, plain.length()));
  }

  private static void refuseUnfit(DraftCheckpoint first, TargetIdentity target) throws IOException {
    List<CheckpointProblem> problems = first.validate(target);
    String fatal =
        problems.stream()
            .filter(CheckpointProblem::fatal)
            .map(CheckpointProblem::message)
            .collect(Collectors.joining("; "));
    if (!fatal.isEmpty()) {
      throw new IOException("the initial checkpoint does not fit the target: " + fatal);
    }
    problems.forEach(p -> LOG.warnf("initial checkpoint: %s", p.message()));
  }
}
