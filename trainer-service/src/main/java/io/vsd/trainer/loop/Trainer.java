package io.vsd.trainer.loop;

import io.vsd.engine.checkpoint.CheckpointManifest;
import io.vsd.engine.checkpoint.CheckpointManifest.ConsumedOffset;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.trainer.learning.LearningStep;
import io.vsd.trainer.loop.Ingestion.Ingested;
import io.vsd.trainer.promotion.Judgement;
import io.vsd.trainer.recording.RecordedSession;
import io.vsd.trainer.registry.CheckpointStanding;
import io.vsd.trainer.registry.RegisteredCheckpoint;
import io.vsd.trainer.registry.TrainerState;
import io.vsd.trainer.registry.WeightsDigest;
import io.vsd.trainer.replay.SessionHash;
import io.vsd.trainer.roundlog.LogRecord;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/**
 * Learns from the log, one record after the other. Deterministic: state, weights and checkpoints
 * follow from the initial checkpoint, the records, the seed and the code. Owned by one thread;
 * after any exception it must be thrown away, and another one made from the same registry goes on.
 */
public final class Trainer {

  private static final Logger LOG = Logger.getLogger(Trainer.class);

  private static final String UNNAMED = "candidate";

  private final TrainerPorts ports;
  private final TrainerRules rules;
  private final Ingestion memory;
  private final CandidateGate gate;
  private final String lineage;
  private final TreeMap<Integer, Long> nextOffsets = new TreeMap<>();
  private final String topic;
  private TrainerState state;
  private DraftCheckpoint serving;

  private Trainer(TrainerPorts ports, TrainerRules rules, Ingestion memory, String topic)
      throws IOException {
    this.ports = ports;
    this.rules = rules;
    this.memory = memory;
    this.topic = topic;
    this.gate = new CandidateGate(ports.judge(), rules.promotion(), ports.pacer());
    RegisteredCheckpoint newest =
        ports.registry().newest().orElseThrow(() -> new IOException("the registry is empty"));
    this.state = newest.state();
    this.lineage = newest.manifest().lineage();
    for (ConsumedOffset offset : newest.manifest().consumedOffsets()) {
      if (offset.topic().equals(topic)) {
        nextOffsets.put(offset.partition(), offset.nextOffset());
      }
    }
    this.serving = read(state.stableId());
    ports.learner().restore(DraftCheckpoint.read(newest.directory()), newest.optimizerFile());
    ports.board().lineage(lineage);
    ports.board().state(state);
    ports.board().evaluation(newest.manifest().evaluation());
  }

  /**
   * Goes on where the registry's newest checkpoint ends.
   *
   * @param memory empty; fill it with {@link #remember} from the retained log
   */
  public static Trainer resume(
      TrainerPorts ports, TrainerRules rules, Ingestion memory, String topic) throws IOException {
    return new Trainer(ports, rules, memory, topic);
  }

  /**
   * Tells the drafts again which checkpoint serves; a crash may have come between deciding and
   * telling.
   */
  public void announceStable() {
    ports.announcer().announce(lineage, serving.manifest(), CheckpointStanding.STABLE);
  }

  /** Offset of the first record of each partition that has not been learned from. */
  public Map<Integer, Long> nextOffsets() {
    return Map.copyOf(nextOffsets);
  }

  /** The log is another one than the offsets were counted in: it is read from its beginning. */
  public void forgetOffset(int partition) {
    nextOffsets.remove(partition);
  }

  /**
   * Takes back into memory what was learned from before the last checkpoint.
   *
   * @throws InterruptedException when told to stop in between
   */
  public void remember(LogRecord record) throws InterruptedException {
    long start = System.nanoTime();
    memory.accept(record.value());
    ports.board().memory(TrainerProgress.Memory.of(memory));
    ports.pacer().afterWorkSince(start);
  }

  /**
   * Learns from the next record: everything it leads to is done before this returns.
   *
   * @throws InterruptedException when told to stop in between; what was not checkpointed is done
   *     again after the next start
   */
  public void learn(LogRecord record) throws IOException, InterruptedException {
    Ingested ingested = memory.accept(record.value());
    nextOffsets.put(record.partition(), record.offset() + 1);
    state = state.read(ingested instanceof Ingested.Poison);
    switch (ingested) {
      case Ingested.Nothing _ -> {
        // A session under way, or a record of no use.
      }
      case Ingested.HeldOut _ -> {
        // Judged with, never trained on.
      }
      case Ingested.Poison poison -> {
        LOG.warnf(
            "poison record %s-%d@%d: %s",
            record.topic(), record.partition(), record.offset(), poison.reason());
        ports.deadLetters().bury(record, poison.reason());
      }
      case Ingested.Learnable _ -> train();
    }
    ports.board().state(state);
    ports.board().memory(TrainerProgress.Memory.of(memory));
    rollBackIfWorse();
  }

  private void train() throws IOException, InterruptedException {
    state = state.ingested();
    int steps = rules.schedule().stepsAfter(state.trainingSessions());
    if (steps == 0) {
      return;
    }
    for (int i = 0; i < steps; i++) {
      ports.board().turnTo(TrainerProgress.Activity.TRAINING);
      step();
    }
    boolean judgeable = memory.heldOut().size() >= rules.promotion().minSessions();
    if (rules
        .schedule()
        .candidateAfter(state.optimizerSteps() - state.candidateStep(), judgeable)) {
      ports.board().turnTo(TrainerProgress.Activity.JUDGING);
      judge();
    }
  }

  private void step() throws InterruptedException {
    long stepSeed = SessionHash.mix(rules.seed() ^ SessionHash.mix(state.optimizerSteps() + 1));
    List<RecordedSession> batch =
        memory.buffer().sample(rules.batchSessions(), new SplittableRandom(stepSeed));
    LearningStep step = ports.learner().step(batch, stepSeed, ports.pacer());
    state = state.stepped(step.tokens());
    ports.board().loss(step.loss());
    ports.board().state(state);
  }

  private void judge() throws IOException, InterruptedException {
    long start = System.nanoTime();
    DraftCheckpoint frozen = ports.learner().freeze(manifest(UNNAMED));
    ports.pacer().afterWorkSince(start);
    long seed = SessionHash.mix(rules.seed() + state.sequence());
    Judgement judgement = gate.judge(frozen, serving, memory.heldOut().sessions(), seed);
    long judged = System.nanoTime();
    conclude(frozen, judgement);
    ports.pacer().afterWorkSince(judged);
  }

  private void conclude(DraftCheckpoint frozen, Judgement judgement) throws IOException {
    switch (judgement) {
      case Judgement.Promoted _ -> {
        serving = write(frozen, state.promotes(id(frozen)), judgement);
        announceStable();
      }
      case Judgement.Refused refused -> {
        boolean worse = refused.comparison().difference().mean() < 0;
        int worseInARow = worse ? state.worseInARow() + 1 : 0;
        if (rules.resetAfterWorse() > 0 && worseInARow >= rules.resetAfterWorse()) {
          LOG.infof("%d candidates in a row were worse: back to what serves", worseInARow);
          restoreServing();
          frozen = ports.learner().freeze(manifest(UNNAMED));
          worseInARow = 0;
        }
        write(frozen, state.refuses(worseInARow), judgement);
      }
      case Judgement.Postponed _ -> write(frozen, state.postpones(), judgement);
    }
  }

  private void rollBackIfWorse() throws IOException {
    String parentId = serving.manifest().parentId();
    Optional<RegisteredCheckpoint> parent = ports.registry().find(parentId);
    String child = serving.manifest().checkpointId();
    if (parent.isEmpty()
        || state.rolledBack().contains(parentId)
        || !rules.watch().rollsBack(memory.watch().of(parentId), memory.watch().of(child))) {
      return;
    }
    LOG.warnf(
        "%s gets %.3f tokens a round accepted, its parent %s got %.3f: rolled back",
        child,
        memory.watch().of(child).acceptanceLength(),
        parentId,
        memory.watch().of(parentId).acceptanceLength());
    CheckpointManifest takenBack = serving.manifest();
    serving = read(parentId);
    TrainerState next = state.rollsBackTo(parentId);
    restoreServing();
    write(ports.learner().freeze(manifest(UNNAMED)), next, new Judgement.Postponed("rolled back"));
    ports.announcer().announce(lineage, takenBack, CheckpointStanding.ROLLED_BACK);
    announceStable();
  }

  private DraftCheckpoint write(DraftCheckpoint frozen, TrainerState next, Judgement judgement)
      throws IOException {
    String id = id(frozen);
    CheckpointManifest manifest =
        manifest(id).withProgress(consumedOffsets(), CandidateGate.evaluation(judgement));
    DraftCheckpoint checkpoint =
        ports
            .registry()
            .add(frozen.renamed(manifest), next, Optional.of(ports.learner()::writeState));
    state = next;
    ports.board().state(state);
    if (manifest.evaluation() != null) {
      ports.board().evaluation(manifest.evaluation());
    }
    LOG.infof("checkpoint %s after %d steps: %s", id, state.optimizerSteps(), judgement);
    return checkpoint;
  }

  /** Named by lineage, number and weights, so that no two different checkpoints share a name. */
  private String id(DraftCheckpoint frozen) {
    return String.format(
        Locale.ROOT,
        "%s-%06d-%s",
        lineage,
        state.sequence() + 1,
        WeightsDigest.of(frozen).substring(0, 8));
  }

  private CheckpointManifest manifest(String id) {
    return serving
        .manifest()
        .child(id)
        .inLineage(lineage, rules.targetFingerprint())
        .withTraining(
            rules.objective(),
            rules.seed(),
            rules.codeVersion(),
            state.optimizerSteps(),
            state.trainedTokens());
  }

  private List<ConsumedOffset> consumedOffsets() {
    return nextOffsets.entrySet().stream()
        .map(e -> new ConsumedOffset(topic, e.getKey(), e.getValue()))
        .toList();
  }

  private void restoreServing() throws IOException {
    RegisteredCheckpoint entry = entry(serving.manifest().checkpointId());
    ports.learner().restore(serving, entry.optimizerFile());
  }

  private DraftCheckpoint read(String id) throws IOException {
    return DraftCheckpoint.read(entry(id).directory());
  }

  private RegisteredCheckpoint entry(String id) throws IOException {
    return ports
        .registry()
        .find(id)
        .orElseThrow(() -> new IOException("checkpoint " + id + " is not in the registry"));
  }
}
