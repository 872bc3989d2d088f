package io.vsd.trainer.loop;

import io.vsd.engine.checkpoint.CheckpointManifest;
import io.vsd.engine.checkpoint.CheckpointManifest.ConsumedOffset;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.trainer.promotion.Judgement;
import io.vsd.trainer.registry.CheckpointRegistry;
import io.vsd.trainer.registry.CheckpointStanding;
import io.vsd.trainer.registry.RegisteredCheckpoint;
import io.vsd.trainer.registry.TrainerState;
import io.vsd.trainer.registry.WeightsDigest;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/**
 * Where a lineage stands: its counts, how far the log was read, what serves; and how that gets into
 * the registry. Owned by the trainer's thread.
 */
final class Lineage {

  private static final Logger LOG = Logger.getLogger(Lineage.class);

  private static final String UNNAMED = "candidate";

  private final TrainerPorts ports;
  private final TrainerRules rules;
  private final String topic;
  private final String name;
  private final ServingDraft serving;
  private final TreeMap<Integer, Long> nextOffsets = new TreeMap<>();
  private TrainerState state;

  private Lineage(
      TrainerPorts ports, TrainerRules rules, String topic, RegisteredCheckpoint newest) {
    this.ports = ports;
    this.rules = rules;
    this.topic = topic;
    this.name = newest.manifest().lineage();
    this.serving = new ServingDraft(ports.registry(), ports.announcer(), newest.manifest());
    this.state = newest.state();
    for (ConsumedOffset offset : newest.manifest().consumedOffsets()) {
      if (offset.topic().equals(topic)) {
        nextOffsets.put(offset.partition(), offset.nextOffset());
      }
    }
    ports.board().lineage(name);
    ports.board().evaluation(newest.manifest().evaluation());
  }

  /** Goes on where the registry's newest whole checkpoint ends; damaged ones are set aside. */
  static Lineage resume(TrainerPorts ports, TrainerRules rules, String topic) throws IOException {
    Lineage lineage = new Lineage(ports, rules, topic, restoreNewest(ports));
    lineage.serveAgain();
    return lineage;
  }

  /** The learner continues from the newest checkpoint from which it can. */
  private static RegisteredCheckpoint restoreNewest(TrainerPorts ports) throws IOException {
    CheckpointRegistry registry = ports.registry();
    while (true) {
      if (registry.newest().isEmpty()) {
        ports.origin().begin(registry);
      }
      RegisteredCheckpoint newest = registry.newest().orElseThrow();
      Optional<DraftCheckpoint> whole = registry.whole(newest);
      if (whole.isPresent()) {
        try {
          ports.learner().restore(whole.get(), newest.optimizerFile());
          return newest;
        } catch (IOException unusable) {
          if (registry.hasSums(newest)) {
            throw unusable;
          }
          registry.setAside(newest, String.valueOf(unusable.getMessage()));
        }
      }
    }
  }

  private void serveAgain() throws IOException {
    String wanted = state.stableId();
    serving.serveWhole(wanted, state.rolledBack());
    String instead = serving.id().isEmpty() ? "decoding is plain" : serving.id() + " serves";
    String note =
        serving.id().equals(wanted)
            ? ""
            : "checkpoint %s, which served, is damaged or gone: %s".formatted(wanted, instead);
    if (!note.isEmpty()) {
      LOG.error(note);
    }
    ports.board().servingNote(note);
    DraftCheckpoint found = serving.checkpoint();
    if (found != null && found.manifest().neverLearned() && !rules.initialGiven()) {
      // Earlier versions let such a draft serve.
      serving.serve(null);
    }
    to(state.servedBy(serving.id()));
  }

  TrainerState state() {
    return state;
  }

  /** What was counted since. */
  void to(TrainerState next) {
    state = next;
    ports.board().state(state);
  }

  ServingDraft serving() {
    return serving;
  }

  Map<Integer, Long> nextOffsets() {
    return Map.copyOf(nextOffsets);
  }

  void forgetOffset(int partition) {
    nextOffsets.remove(partition);
  }

  void consumed(int partition, long offset) {
    nextOffsets.put(partition, offset + 1);
  }

  void announceServing() {
    serving.announce(name);
  }

  /** Sets aside what readers found damaged; where that served, another one does from now on. */
  void setAsideDamaged() throws IOException {
    ports.registry().setAsideSuspects();
    if (!serving.id().isEmpty() && ports.registry().find(serving.id()).isEmpty()) {
      serveAgain();
      announceServing();
    }
  }

  /** The learner's weights as they are. */
  DraftCheckpoint freeze() {
    return ports.learner().freeze(manifest(UNNAMED));
  }

  /** Writes a checkpoint that serves from now on. */
  void promote(DraftCheckpoint frozen, Judgement judgement) throws IOException {
    serving.serve(write(frozen, state.promotes(id(frozen)), judgement));
    ports.board().servingNote("");
    announceServing();
  }

  /** Takes back what serves: its parent serves again, or what is whole, or nothing. */
  void rollBack(CheckpointManifest takenBack) throws IOException {
    TrainerState next = state.rollsBackTo(takenBack.parentId());
    serving.serveWhole(takenBack.parentId(), next.rolledBack());
    LOG.warnf(
        "%s is rolled back: %s",
        takenBack.checkpointId(),
        serving.id().isEmpty() ? "decoding is plain" : serving.id() + " serves");
    restoreServing();
    write(freeze(), next.servedBy(serving.id()), new Judgement.Postponed("rolled back"));
    ports.announcer().announce(name, takenBack, CheckpointStanding.ROLLED_BACK);
    announceServing();
  }

  /** Training goes on from what serves; where nothing does, from where it is. */
  void restoreServing() throws IOException {
    DraftCheckpoint checkpoint = serving.checkpoint();
    if (checkpoint != null) {
      RegisteredCheckpoint entry =
          ports
              .registry()
              .find(serving.id())
              .orElseThrow(() -> new IOException("checkpoint " + serving.id() + " is gone"));
      ports.learner().restore(checkpoint, entry.optimizerFile());
    }
  }

  /** Writes a checkpoint, whatever was thought of it; the state is its from now on. */
  DraftCheckpoint write(DraftCheckpoint frozen, TrainerState next, Judgement judgement)
      throws IOException {
    String id = id(frozen);
    CheckpointManifest.Evaluation evaluation = CandidateGate.evaluation(judgement);
    CheckpointManifest manifest =
        manifest(id)
            .withProgress(
                nextOffsets.entrySet().stream()
                    .map(e -> new ConsumedOffset(topic, e.getKey(), e.getValue()))
                    .toList(),
                evaluation);
    DraftCheckpoint checkpoint =
        ports
            .registry()
            .add(frozen.renamed(manifest), next, Optional.of(ports.learner()::writeState));
    to(next);
    if (evaluation != null) {
      ports.board().evaluation(evaluation);
    }
    LOG.infof("checkpoint %s after %d steps: %s", id, state.optimizerSteps(), judgement);
    return checkpoint;
  }

  /** Named by lineage, number and weights, so that no two different checkpoints share a name. */
  private String id(DraftCheckpoint frozen) {
    return String.format(
        Locale.ROOT,
        "%s-%06d-%s",
        name,
        state.sequence() + 1,
        WeightsDigest.of(frozen).substring(0, 8));
  }

  private CheckpointManifest manifest(String id) {
    return serving
        .child(id)
        .inLineage(name, rules.targetFingerprint())
        .withTraining(
            rules.objective(),
            rules.seed(),
            rules.codeVersion(),
            state.optimizerSteps(),
            state.trainedTokens());
  }
}
