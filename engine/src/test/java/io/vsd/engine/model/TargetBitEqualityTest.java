package io.vsd.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.engine.backend.Backends;
import io.vsd.engine.fixtures.RealModel;
import io.vsd.engine.fixtures.TeacherForced;
import io.vsd.engine.fixtures.TeacherForcing;
import io.vsd.engine.fixtures.TinyModels;
import io.vsd.engine.fixtures.TinyVariant;
import io.vsd.engine.tokentree.TokenTree;
import io.vsd.engine.weights.ModelDirectory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On the CPU a row has the same bits however it is computed. */
class TargetBitEqualityTest {
  private static final DeviceOptions CPU = DeviceOptions.cpu(Precision.STORED, 1);

  @TempDir Path directory;

  @Test
  void rowsOfTheLlamaFixtureHaveTheSameBitsHoweverTheyAreComputed() {
    compareAll(TinyModels.llama(directory, 1));
  }

  @Test
  void rowsOfTheQwen2FixtureHaveTheSameBitsHoweverTheyAreComputed() {
    compareAll(TinyModels.qwen2(directory, 2));
  }

  @Test
  void rowsOfTheQwen3FixtureHaveTheSameBitsHoweverTheyAreComputed() {
    compareAll(TinyModels.qwen3(directory, 3));
  }

  @ParameterizedTest
  @EnumSource(names = {"LLAMA_ALL_BIASES", "QWEN3_ATTENTION_BIAS"})
  void rowsWithBiasesHaveTheSameBitsHoweverTheyAreComputed(TinyVariant variant) {
    compareAll(variant.write(directory));
  }

  @ParameterizedTest(name = "on {0} threads")
  @ValueSource(ints = {1, 2})
  void rowsOfTheRealModelHaveTheSameBitsHoweverTheyAreComputed(int threads) {
    try (ModelDirectory model = RealModel.open();
        TargetModel target = Backends.target(model, DeviceOptions.cpu(Precision.STORED, threads))) {
      BitEqualityScenario scenario = new BitEqualityScenario(target, 4);
      scenario.prefillEqualsOneByOne(new int[] {40, 63, 64, 131, 140}, 140);
      scenario.treeEqualsOneByOne(3, 8);
      scenario.treeEqualsOneByOne(62, 12);
      scenario.treeEqualsOneByOne(64, 5);
      scenario.treeEqualsOneByOne(126, 31);
    }
  }

  @Test
  void teacherForcingGivesTheLawsAndFeaturesOfDecoding() {
    try (ModelDirectory model = ModelDirectory.open(TinyModels.llama(directory, 5));
        TargetModel target = Backends.target(model, CPU)) {
      teacherForcingGivesTheLawsAndFeaturesOfDecoding(target);
    }
  }

  private static void teacherForcingGivesTheLawsAndFeaturesOfDecoding(TargetModel target) {
    int[] tokens = IntStream.range(0, 150).map(i -> i * 5 % 60).toArray();
    TeacherForced forced = TeacherForcing.run(target, tokens, 70, 4);
    assertThat(forced.laws()).hasSize(80);
    try (KvSlot slot = target.openSlot(200)) {
      target.prefill(slot, Arrays.copyOf(tokens, 69)).close();
      for (int i = 69; i < 149; i++) {
        try (TreeForward step = target.forward(slot, tokens[i], TokenTree.empty())) {
          TopLogProbs law = forced.laws().get(i - 69);
          assertThat(law.tokenIds()).isEqualTo(TopLogProbs.of(step.law(0), 4).tokenIds());
          int width = 6 * target.config().hiddenSize();
          assertThat(Arrays.copyOfRange(forced.features(), i * width, (i + 1) * width))
              .isEqualTo(step.features(new int[] {0}));
        }
        slot.commit(new int[] {0});
      }
    }
  }

  private static void compareAll(Path path) {
    try (ModelDirectory model = ModelDirectory.open(path);
        TargetModel target = Backends.target(model, CPU)) {
      BitEqualityScenario scenario = new BitEqualityScenario(target, 11);
      scenario.prefillEqualsOneByOne(new int[] {1, 64, 70, 128, 200}, 200);
      for (int context : new int[] {0, 1, 20, 62, 63, 64, 65, 120, 127, 128, 190}) {
        for (int nodes : new int[] {0, 1, 4, 11, 24, 63, 100}) {
          scenario.treeEqualsOneByOne(context, nodes);
        }
      }
    }
  }
}
