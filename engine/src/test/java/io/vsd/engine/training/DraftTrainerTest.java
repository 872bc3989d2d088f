package io.vsd.engine.training;

import static io.vsd.engine.training.TrainingFixtures.batch;
import static io.vsd.engine.training.TrainingFixtures.options;
import static io.vsd.engine.training.TrainingFixtures.trainer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.draft.TargetEmbedding;
import io.vsd.engine.pacing.Pacer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DraftTrainerTest {

  private static final SamplingParameters GREEDY = SamplingParameters.greedy();
  private static final SamplingParameters WARM = new SamplingParameters(1.0, 1.0, 0, 7);

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(TrainingObjective.class)
  void sameInputsGiveTheSameBytes(TrainingObjective objective)
      throws IOException, InterruptedException {
    byte[] first = stateAfterThreeSteps(objective, "first");
    byte[] second = stateAfterThreeSteps(objective, "second");

    assertThat(first).isEqualTo(second);
  }

  private byte[] stateAfterThreeSteps(TrainingObjective objective, String name)
      throws IOException, InterruptedException {
    Path file = directory.resolve(name);
    try (DraftTrainer trainer = trainer(options(objective))) {
      for (int i = 0; i < 3; i++) {
        trainer.step(batch(3, i, i % 2 == 0 ? GREEDY : WARM), 100 + i, Pacer.UNPACED);
      }
      trainer.saveState(file);
    }
    return Files.readAllBytes(file);
  }

  @Test
  void goesOnFromASavedStateToTheSameBytes() throws IOException, InterruptedException {
    Path middle = directory.resolve("middle");
    Path straight = directory.resolve("straight");
    Path resumed = directory.resolve("resumed");
    try (DraftTrainer trainer = trainer(options(TrainingObjective.VSD))) {
      trainer.step(batch(3, 1, WARM), 1, Pacer.UNPACED);
      trainer.saveState(middle);
      trainer.step(batch(3, 2, WARM), 2, Pacer.UNPACED);
      trainer.saveState(straight);
    }
    try (DraftTrainer trainer = trainer(options(TrainingObjective.VSD))) {
      trainer.step(batch(3, 9, GREEDY), 9, Pacer.UNPACED);
      trainer.loadState(middle);
      assertThat(trainer.steps()).isEqualTo(1);
      trainer.step(batch(3, 2, WARM), 2, Pacer.UNPACED);
      trainer.saveState(resumed);
    }

    assertThat(resumed).hasSameBinaryContentAs(straight);
  }

  @Test
  void refusesAStateOfAnotherShapeNamingTheTensor() throws IOException {
    Path file = directory.resolve("other");
    new io.vsd.engine.format.SafetensorsWriter()
        .add("steps", new long[] {1}, new long[] {5})
        .write(file);
    try (DraftTrainer trainer = trainer(options(TrainingObjective.EAGLE3))) {
      assertThatThrownBy(() -> trainer.loadState(file))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("fc.weight");
      assertThat(trainer.steps()).isZero();
    }
  }

  @Test
  void distillationLowersTheLossAndRaisesAgreement() throws InterruptedException {
    try (DraftTrainer trainer = trainer(options(TrainingObjective.EAGLE3))) {
      List<TrainingSequence> batch = batch(4, 3, GREEDY);
      StepReport before = trainer.step(batch, 0, Pacer.UNPACED);
      StepReport after = before;
      for (int i = 0; i < 60; i++) {
        after = trainer.step(batch, i, Pacer.UNPACED);
      }

      assertThat(after.loss()).isLessThan(0.6 * before.loss());
      assertThat(after.agreement()[0]).isGreaterThan(before.agreement()[0]).isGreaterThan(0.8);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = TrainingObjective.class,
      names = {"VSD"})
  void variationalStepsRaiseAgreementOnGreedyAndOnSampledTexts(TrainingObjective objective)
      throws InterruptedException {
    for (SamplingParameters sampling : List.of(GREEDY, WARM)) {
      try (DraftTrainer trainer = trainer(options(objective))) {
        List<TrainingSequence> batch = batch(4, 3, sampling);
        StepReport before = trainer.step(batch, 0, Pacer.UNPACED);
        StepReport after = before;
        for (int i = 0; i < 80; i++) {
          after = trainer.step(batch, i, Pacer.UNPACED);
        }

        assertThat(after.agreement()[0])
            .as("%s, before %s", sampling, Arrays.toString(before.agreement()))
            .isGreaterThan(0.6);
      }
    }
  }

  @Test
  void refusesAStepWithoutAFiniteLossAndKeepsTheWeights() throws InterruptedException {
    try (DraftTrainer trainer = trainer(options(TrainingObjective.EAGLE3))) {
      TrainingSequence sound = batch(1, 3, GREEDY).getFirst();
      byte[] features = sound.features().clone();
      Arrays.fill(features, (byte) 0x7F);
      TrainingSequence broken =
          new TrainingSequence(
              sound.tokens(),
              features,
              sound.firstAnswerPosition(),
              sound.lawTokens(),
              sound.lawLogProbs(),
              GREEDY);
      Map<String, float[]> before = trainer.weights();

      assertThatThrownBy(() -> trainer.step(List.of(broken), 1, Pacer.UNPACED))
          .isInstanceOf(TrainingDivergedException.class)
          .hasMessageContaining("step 1 is refused")
          .hasMessageContaining("NaN");
      assertThat(trainer.steps()).isZero();
      trainer.weights().forEach((name, w) -> assertThat(w).isEqualTo(before.get(name)));
      assertThat(trainer.step(List.of(sound), 1, Pacer.UNPACED).loss()).isFinite();
    }
  }

  @Test
  void refusesABatchWithNothingToPredict() {
    Random random = new Random(1);
    TrainingSequence one = TrainingFixtures.sequence(5, 1, random, GREEDY);
    try (DraftTrainer trainer = trainer(options(TrainingObjective.EAGLE3))) {
      assertThatThrownBy(() -> trainer.step(List.of(one), 1, Pacer.UNPACED))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("two answer tokens");
    }
  }

  @Test
  void refusesAnEmbeddingOfAnotherSize() {
    assertThatThrownBy(
            () ->
                DraftTrainer.start(
                    TrainingFixtures.draft(1),
                    TrainingFixtures.TARGET,
                    TargetEmbedding.of(new float[12], 4),
                    options(TrainingObjective.EAGLE3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the embedding is [3, 4]");
  }

  @Test
  void theLastTwoFeatureRowsAreNeverRead() throws InterruptedException {
    TrainingSequence sound = batch(1, 5, GREEDY).getFirst();
    byte[] cut = sound.features().clone();
    int width = 6 * TrainingFixtures.TARGET.hiddenSize();
    Arrays.fill(cut, cut.length - 2 * width, cut.length, (byte) 0x7F);
    TrainingSequence padded =
        new TrainingSequence(
            sound.tokens(),
            cut,
            sound.firstAnswerPosition(),
            sound.lawTokens(),
            sound.lawLogProbs(),
            GREEDY);
    double expected;
    try (DraftTrainer trainer = trainer(options(TrainingObjective.EAGLE3))) {
      expected = trainer.step(List.of(sound), 1, Pacer.UNPACED).loss();
    }
    try (DraftTrainer trainer = trainer(options(TrainingObjective.EAGLE3))) {
      assertThat(trainer.step(List.of(padded), 1, Pacer.UNPACED).loss()).isEqualTo(expected);
    }
  }
}
