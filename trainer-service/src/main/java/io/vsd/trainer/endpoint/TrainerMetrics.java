package io.vsd.trainer.endpoint;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import io.vsd.trainer.loop.TrainerBoard;
import io.vsd.trainer.loop.TrainerProgress;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.function.ToDoubleFunction;

/** Publishes the board as {@code vsd_trainer_*} and {@code vsd_checkpoint_*}. */
@Startup
@Singleton
public class TrainerMetrics {

  private final MeterRegistry registry;
  private final TrainerBoard board;
  private final CheckpointDirectory checkpoints;

  /** Binds every meter once. */
  public TrainerMetrics(
      MeterRegistry registry, TrainerBoard board, CheckpointDirectory checkpoints) {
    this.registry = registry;
    this.board = board;
    this.checkpoints = checkpoints;
    troubles();
    counter("vsd.trainer.steps", "Optimiser steps of the lineage", p -> p.state().optimizerSteps());
    counter("vsd.trainer.tokens", "Answer tokens learned from", p -> p.state().trainedTokens());
    counter("vsd.trainer.records", "Records read", p -> p.state().consumedRecords());
    counter("vsd.trainer.poison.records", "Records set aside", p -> p.state().poisonRecords());
    counter("vsd.trainer.dropped.sessions", "Sessions given up", p -> p.memory().droppedSessions());
    counter("vsd.checkpoint.published", "Checkpoints written", p -> p.state().sequence());
    counter("vsd.checkpoint.promoted", "Checkpoints promoted", p -> p.state().promoted());
    counter("vsd.checkpoint.refused", "Candidates refused", p -> p.state().refused());
    counter(
        "vsd.checkpoint.rolled.back", "Checkpoints taken back", p -> p.state().rolledBack().size());
    gauge("vsd.trainer.loss", "Loss of the last step", TrainerProgress::lastLoss);
    gauge("vsd.trainer.lag.records", "Records not read yet", p -> p.reading().lagRecords());
    gauge("vsd.trainer.buffer.bytes", "Heap of the buffer", p -> p.memory().bufferBytes());
    gauge("vsd.trainer.buffer.sessions", "Sessions in it", p -> p.memory().bufferedSessions());
    gauge("vsd.trainer.held.out.sessions", "Sessions to judge", p -> p.memory().heldOutSessions());
    gauge("vsd.trainer.open.sessions", "Sessions under way", p -> p.memory().openSessions());
    gauge(
        "vsd.trainer.oldest.unread.seconds",
        "Age of the record being read while others wait",
        p -> ageSeconds(p.reading().unreadSinceMs()));
  }

  private void troubles() {
    counter("vsd.trainer.duplicates", "Records that came again", p -> p.memory().duplicates());
    counter(
        "vsd.trainer.other.target.sessions",
        "Sessions of another target than the one learned for",
        p -> p.memory().sessions().ofOthers());
    gauge(
        "vsd.trainer.other.target.verifiers",
        "Verifiers that serve another target than the one learned for",
        p -> p.targets().others().size());
    gauge("vsd.trainer.failed", "1 while it waits after a failure", p -> failed(p) ? 1 : 0);
    gauge(
        "vsd.checkpoint.set.aside",
        "Damaged checkpoints that were set aside and are still there",
        p -> checkpoints.damages().size());
    gauge(
        "vsd.checkpoint.serving",
        "1 while a draft serves",
        p -> p.state().stableId().isEmpty() ? 0 : 1);
  }

  private void counter(String name, String help, ToDoubleFunction<TrainerProgress> value) {
    FunctionCounter.builder(name, board, b -> value.applyAsDouble(b.progress()))
        .description(help)
        .register(registry);
  }

  private void gauge(String name, String help, ToDoubleFunction<TrainerProgress> value) {
    Gauge.builder(name, board, b -> value.applyAsDouble(b.progress()))
        .description(help)
        .register(registry);
  }

  private static boolean failed(TrainerProgress progress) {
    return !progress.trouble().failure().isEmpty();
  }

  private static double ageSeconds(long sinceMs) {
    return sinceMs == 0 ? 0 : (Clock.systemUTC().millis() - sinceMs) / 1000.0;
  }
}
