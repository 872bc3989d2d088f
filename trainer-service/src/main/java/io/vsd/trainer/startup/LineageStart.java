package io.vsd.trainer.startup;

import io.vsd.engine.checkpoint.CheckpointProblem;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.checkpoint.TargetIdentity;
import io.vsd.trainer.loop.LineageOrigin;
import io.vsd.trainer.registry.CheckpointRegistry;
import io.vsd.trainer.registry.TrainerState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Opens the lineage of a target, from its newest checkpoint or from an initial one. */
final class LineageStart implements LineageOrigin {

  private static final Logger LOG = Logger.getLogger(LineageStart.class);
  private static final int NAME_DIGITS = 8;

  private final TargetIdentity target;
  private final Initial initial;
  private final boolean given;

  /**
   * For one target.
   *
   * @param given whether an operator chose the initial checkpoint, which then serves; one that was
   *     made knows nothing and is only where learning starts
   */
  LineageStart(TargetIdentity target, Initial initial, boolean given) {
    this.target = target;
    this.initial = initial;
    this.given = given;
  }

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
  CheckpointRegistry open(Path root, int keep) throws IOException {
    DraftCheckpoint first = fit();
    CheckpointRegistry registry = CheckpointRegistry.open(root.resolve(lineage(first)), keep);
    if (registry.newest().isEmpty()) {
      add(registry, first);
    }
    return registry;
  }

  @Override
  public void begin(CheckpointRegistry registry) throws IOException {
    add(registry, fit());
  }

  private void add(CheckpointRegistry registry, DraftCheckpoint first) throws IOException {
    String lineage = lineage(first);
    var manifest = first.manifest().inLineage(lineage, first.manifest().targetFingerprint());
    String id = manifest.checkpointId();
    registry.add(
        first.renamed(manifest),
        given ? TrainerState.initial(id) : TrainerState.untrained(),
        Optional.empty());
    LOG.infof(
        "lineage %s starts from checkpoint %s%s",
        lineage, id, given ? "" : ", which knows nothing yet and does not serve");
  }

  private DraftCheckpoint fit() throws IOException {
    DraftCheckpoint first = initial.get();
    refuseUnfit(first, target);
    return first;
  }

  private String lineage(DraftCheckpoint first) {
    return name(target.fingerprint(), first.manifest().draftVocabHash());
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
