package io.vsd.trainer.startup;

import io.vsd.engine.pacing.Pacer;
import io.vsd.trainer.config.LearningSettings;
import io.vsd.trainer.learning.DraftJudge;
import io.vsd.trainer.learning.DraftLearner;
import io.vsd.trainer.loop.Ingestion;
import io.vsd.trainer.loop.LineageOrigin;
import io.vsd.trainer.loop.RoundCosts;
import io.vsd.trainer.loop.Trainer;
import io.vsd.trainer.loop.TrainerBoard;
import io.vsd.trainer.loop.TrainerLoop;
import io.vsd.trainer.loop.TrainerPorts;
import io.vsd.trainer.loop.TrainerRules;
import io.vsd.trainer.promotion.LiveWatch;
import io.vsd.trainer.promotion.PromotionRule;
import io.vsd.trainer.promotion.WatchRule;
import io.vsd.trainer.recording.AssemblyLimits;
import io.vsd.trainer.recording.SessionAssembly;
import io.vsd.trainer.recording.TargetShape;
import io.vsd.trainer.registry.CheckpointRegistry;
import io.vsd.trainer.replay.HeldOutSessions;
import io.vsd.trainer.replay.HoldOut;
import io.vsd.trainer.replay.ReplayBuffer;
import io.vsd.trainer.roundlog.KafkaAnnouncer;
import io.vsd.trainer.roundlog.KafkaDeadLetters;
import io.vsd.trainer.roundlog.RoundLog;
import io.vsd.trainer.schedule.TrainingSchedule;
import java.io.IOException;
import java.time.Clock;

/** Puts a fresh trainer together from settings and from the parts that outlive it. */
final class TrainerAssembly implements TrainerLoop.Assembly {

  /** Parts that outlive a trainer. */
  record Lasting(
      DraftLearner learner,
      DraftJudge judge,
      RoundCosts costs,
      CheckpointRegistry registry,
      LineageOrigin origin,
      Pacer pacer,
      TrainerBoard board,
      KafkaConnections kafka,
      String fetchAddress) {}

  private final LearningSettings settings;
  private final TargetShape target;
  private final String codeVersion;
  private final Lasting parts;

  TrainerAssembly(
      LearningSettings settings, TargetShape target, String codeVersion, Lasting parts) {
    this.settings = settings;
    this.target = target;
    this.codeVersion = codeVersion;
    this.parts = parts;
  }

  @Override
  public RoundLog openLog() {
    return parts.kafka().openLog(settings.topics().rounds());
  }

  @Override
  public Trainer newTrainer(String topic) throws IOException {
    var producer = parts.kafka().producer();
    TrainerPorts ports =
        new TrainerPorts(
            parts.learner(),
            parts.judge(),
            parts.costs(),
            parts.registry(),
            parts.origin(),
            new KafkaAnnouncer(
                producer, settings.topics().checkpoints(), parts.fetchAddress(), Clock.systemUTC()),
            new KafkaDeadLetters(producer, settings.topics().deadLetters()),
            parts.pacer(),
            parts.board());
    return Trainer.resume(ports, rules(), memory(), topic);
  }

  private TrainerRules rules() {
    var schedule = settings.schedule();
    var promotion = settings.promotion();
    return new TrainerRules(
        new TrainingSchedule(
            schedule.sessionsPerBurst(),
            schedule.stepsPerBurst(),
            schedule.stepsPerCandidate(),
            schedule.minSessions()),
        new PromotionRule(
            promotion.minSessions(), promotion.minDomainSessions(), promotion.domainTolerance()),
        new WatchRule(promotion.watchRounds(), promotion.watchMargin()),
        settings.seed(),
        settings.batchSessions(),
        promotion.resetAfterWorse(),
        target.fingerprint(),
        settings.initialCheckpoint().isPresent(),
        settings.objective(),
        codeVersion);
  }

  private Ingestion memory() {
    var memory = settings.memory();
    return new Ingestion(
        new SessionAssembly(target, new AssemblyLimits(memory.openSessions(), memory.openBytes())),
        new HoldOut(memory.holdOutOneIn()),
        new ReplayBuffer(memory.bufferBytes(), settings.seed()),
        new HeldOutSessions(memory.heldOutSessions(), memory.heldOutBytes()),
        new LiveWatch(target.fingerprint()));
  }
}
