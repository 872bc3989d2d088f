package io.vsd.trainer.loop;

import io.vsd.engine.checkpoint.CheckpointManifest;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.trainer.learning.LearningStep;
import io.vsd.trainer.loop.Ingestion.Ingested;
import io.vsd.trainer.promotion.Judgement;
import io.vsd.trainer.promotion.RealisedAcceptance;
import io.vsd.trainer.recording.RecordedSession;
import io.vsd.trainer.replay.SessionHash;
import io.vsd.trainer.roundlog.LogRecord;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jboss.logging.Logger;

/**
 * Learns from the log, one record after the other. Deterministic: state, weights and checkpoints
 * follow from the initial checkpoint, the records, the seed, the code and the round costs that the
 * evaluations state. Owned by one thread; after any exception it must be thrown away, and another
 * one made from the same registry goes on.
 */
public final class Trainer {

  private static final Logger LOG = Logger.getLogger(Trainer.class);

  private final TrainerPorts ports;
  private final TrainerRules rules;
  private final Ingestion memory;
  private final CandidateGate gate;
  private final Lineage lineage;

  private Trainer(TrainerPorts ports, TrainerRules rules, Ingestion memory, Lineage lineage) {
    this.ports = ports;
    this.rules = rules;
    this.memory = memory;
    this.lineage = lineage;
    this.gate = new CandidateGate(ports.judge(), rules.promotion(), ports.costs(), ports.pacer());
  }

  /**
   * Goes on where the registry's newest whole checkpoint ends; damaged ones after it are set aside,
   * and what they had learned is learned again from the log.
   *
   * @param memory empty; fill it with {@link #remember} from the retained log
   */
  public static Trainer resume(
      TrainerPorts ports, TrainerRules rules, Ingestion memory, String topic) throws IOException {
    return new Trainer(ports, rules, memory, Lineage.resume(ports, rules, topic));
  }

  /**
   * Tells the drafts again which checkpoint serves, or that none does; a crash may have come
   * between deciding and telling.
   */
  public void announceServing() {
    lineage.announceServing();
  }

  /**
   * Sets aside what was found damaged while it was sent; where that served, another one does from
   * now on. What is in memory goes on.
   */
  public void setAsideDamaged() throws IOException {
    lineage.setAsideDamaged();
  }

  /** Offset of the first record of each partition that has not been learned from. */
  public Map<Integer, Long> nextOffsets() {
    return lineage.nextOffsets();
  }

  /** The log is another one than the offsets were counted in: it is read from its beginning. */
  public void forgetOffset(int partition) {
    lineage.forgetOffset(partition);
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
    lineage.consumed(record.partition(), record.offset());
    lineage.to(lineage.state().read(ingested instanceof Ingested.Poison));
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
      case Ingested.Learnable learnable -> {
        // A later part is no other session, and an n-gram counts by how many have shown it.
        if (!learnable.goesOn()) {
          ports.learner().count(learnable.session());
        }
        train();
      }
    }
    ports.board().memory(TrainerProgress.Memory.of(memory));
    rollBackIfWorse();
  }

  private void train() throws IOException, InterruptedException {
    lineage.to(lineage.state().ingested());
    int steps = rules.schedule().stepsAfter(lineage.state().trainingSessions());
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
        .candidateAfter(
            lineage.state().optimizerSteps() - lineage.state().candidateStep(), judgeable)) {
      ports.board().turnTo(TrainerProgress.Activity.JUDGING);
      judge();
    }
  }

  private void step() throws InterruptedException {
    long stepSeed =
        SessionHash.mix(rules.seed() ^ SessionHash.mix(lineage.state().optimizerSteps() + 1));
    List<RecordedSession> batch =
        memory.buffer().sample(rules.batchSessions(), new SplittableRandom(stepSeed));
    LearningStep step = ports.learner().step(batch, stepSeed, ports.pacer());
    lineage.to(lineage.state().stepped(step.tokens()));
    ports.board().loss(step.loss());
  }

  private void judge() throws IOException, InterruptedException {
    long start = System.nanoTime();
    DraftCheckpoint frozen = lineage.freeze();
    ports.pacer().afterWorkSince(start);
    long seed = SessionHash.mix(rules.seed() + lineage.state().sequence());
    List<RecordedSession> sessions = memory.heldOut().sessions();
    DraftCheckpoint serving = lineage.serving().checkpoint();
    Judgement judgement =
        serving == null
            ? gate.judgeAgainstPlain(frozen, sessions, seed)
            : gate.judge(frozen, serving, sessions, seed);
    long judged = System.nanoTime();
    conclude(frozen, judgement);
    ports.pacer().afterWorkSince(judged);
  }

  private void conclude(DraftCheckpoint frozen, Judgement judgement) throws IOException {
    switch (judgement) {
      case Judgement.Promoted _ -> lineage.promote(frozen, judgement);
      case Judgement.Refused refused -> refuse(frozen, refused);
      case Judgement.Postponed _ -> lineage.write(frozen, lineage.state().postpones(), judgement);
    }
  }

  private void refuse(DraftCheckpoint frozen, Judgement.Refused refused) throws IOException {
    // Where nothing serves there is nothing to be worse than, and nothing to go back to.
    boolean worse =
        lineage.serving().checkpoint() != null && refused.comparison().difference().mean() < 0;
    int worseInARow = worse ? lineage.state().worseInARow() + 1 : 0;
    DraftCheckpoint goesOn = frozen;
    if (rules.resetAfterWorse() > 0 && worseInARow >= rules.resetAfterWorse()) {
      LOG.infof("%d candidates in a row were worse: back to what serves", worseInARow);
      lineage.restoreServing();
      goesOn = lineage.freeze();
      worseInARow = 0;
    }
    lineage.write(goesOn, lineage.state().refuses(worseInARow), refused);
  }

  private void rollBackIfWorse() throws IOException {
    DraftCheckpoint serving = lineage.serving().checkpoint();
    if (serving != null && isWorseThanBefore(serving.manifest())) {
      String id = serving.manifest().checkpointId();
      LOG.warnf(
          "%s gets %.3f tokens a round accepted", id, memory.watch().of(id).acceptanceLength());
      lineage.rollBack(serving.manifest());
    }
  }

  /** Than its parent, or than plain decoding where it has none. */
  private boolean isWorseThanBefore(CheckpointManifest serving) {
    String parentId = serving.parentId();
    RealisedAcceptance realised = memory.watch().of(serving.checkpointId());
    if (parentId.isEmpty()) {
      CheckpointManifest.Evaluation evaluation = serving.evaluation();
      Double roundCost = evaluation == null ? null : evaluation.roundCost();
      return roundCost != null && rules.watch().rollsBackToPlain(realised, roundCost);
    }
    return ports.registry().find(parentId).isPresent()
        && !lineage.state().rolledBack().contains(parentId)
        && rules.watch().rollsBack(memory.watch().of(parentId), realised);
  }
}
