package io.vsd.engine.device;

import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.draft.TargetEmbedding;
import io.vsd.engine.fixtures.TeacherForced;
import io.vsd.engine.fixtures.TeacherForcing;
import io.vsd.engine.model.TargetModel;
import io.vsd.engine.pacing.Pacer;
import io.vsd.engine.training.DraftTrainer;
import io.vsd.engine.training.StepReport;
import io.vsd.engine.training.TrainingObjective;
import io.vsd.engine.training.TrainingOptions;
import io.vsd.engine.training.TrainingSequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The same optimiser steps on the CPU and on a device. */
final class TrainingAgreement {
  private static final int STEPS = 6;

  private final TargetModel target;
  private final DraftCheckpoint draft;
  private final TargetEmbedding embedding;
  private final List<TrainingSequence> batch;

  TrainingAgreement(
      TargetModel target,
      DraftCheckpoint draft,
      TargetEmbedding embedding,
      List<int[]> texts,
      int prompt) {
    this.target = target;
    this.draft = draft;
    this.embedding = embedding;
    this.batch = texts.stream().map(t -> sequence(t, Math.min(prompt, t.length / 2))).toList();
  }

  private TrainingSequence sequence(int[] tokens, int prompt) {
    TeacherForced forced = TeacherForcing.run(target, tokens, prompt, 8);
    return new TrainingSequence(
        tokens,
        forced.features(),
        prompt,
        forced.laws().stream().map(l -> l.tokenIds()).toArray(int[][]::new),
        forced.laws().stream().map(l -> l.logProbs()).toArray(float[][]::new),
        new SamplingParameters(1, 1, 0, 1));
  }

  /** One line an objective. */
  List<String> compare(String device, TrainingOptions.Compute compute) throws InterruptedException {
    List<String> lines = new ArrayList<>();
    for (TrainingObjective objective : TrainingObjective.values()) {
      Steps cpu = run(objective, "cpu", TrainingOptions.Compute.FP32);
      Steps there = run(objective, device, compute);
      lines.add(
          "%s %s: loss %.5f / cpu fp32 %.5f, gradient norm %.5f / %.5f, largest weight difference %.2g after %d steps, ms a step %.1f / %.1f"
              .formatted(
                  objective.id(),
                  compute,
                  there.last().loss(),
                  cpu.last().loss(),
                  there.last().gradientNorm(),
                  cpu.last().gradientNorm(),
                  difference(there.weights(), cpu.weights()),
                  STEPS,
                  there.milliseconds(),
                  cpu.milliseconds()));
    }
    return lines;
  }

  private record Steps(StepReport last, Map<String, float[]> weights, double milliseconds) {}

  private Steps run(TrainingObjective objective, String device, TrainingOptions.Compute compute)
      throws InterruptedException {
    TrainingOptions options =
        TrainingOptions.of(objective, 1e-4)
            .withExecution(
                new TrainingOptions.Execution(
                    compute, device, 8, TrainingOptions.Execution.WHOLE_BATCH));
    try (DraftTrainer trainer = DraftTrainer.start(draft, target.config(), embedding, options)) {
      StepReport last = trainer.step(batch, 1, Pacer.UNPACED);
      long start = System.nanoTime();
      for (int i = 1; i < STEPS; i++) {
        last = trainer.step(batch, i + 1, Pacer.UNPACED);
      }
      double milliseconds = (System.nanoTime() - start) / 1e6 / (STEPS - 1);
      return new Steps(last, trainer.weights(), milliseconds);
    }
  }

  private static double difference(Map<String, float[]> a, Map<String, float[]> b) {
    double largest = 0;
    for (Map.Entry<String, float[]> entry : a.entrySet()) {
      float[] other = b.get(entry.getKey());
      for (int i = 0; i < other.length; i++) {
        largest = Math.max(largest, Math.abs(entry.getValue()[i] - other[i]));
      }
    }
    return largest;
  }
}
