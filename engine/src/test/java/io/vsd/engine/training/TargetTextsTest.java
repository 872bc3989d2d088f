package io.vsd.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vsd.engine.backend.Backends;
import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.fixtures.TeacherForced;
import io.vsd.engine.fixtures.TeacherForcing;
import io.vsd.engine.fixtures.TinyModels;
import io.vsd.engine.fixtures.TinyVariant;
import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.model.Precision;
import io.vsd.engine.model.TargetModel;
import io.vsd.engine.weights.ModelDirectory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bulk teacher forcing must say what the serving target says, family by family. */
class TargetTextsTest {

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"llama", "qwen2", "qwen3"})
  void featuresAndLawsAreThoseOfTheServingTarget(String family) {
    TinyModels.Shape shape =
        switch (family) {
          case "llama" -> TinyModels.Shape.llama();
          case "qwen2" -> TinyModels.Shape.qwen2();
          default -> TinyModels.Shape.qwen3();
        };
    compare(TinyModels.write(directory.resolve(family), shape, 3));
  }

  @ParameterizedTest
  @EnumSource(names = {"LLAMA_ALL_BIASES", "QWEN3_ATTENTION_BIAS", "LLAMA_YARN_ATTENTION_FACTOR"})
  void biasesAndScaledRotationsAreThoseOfTheServingTarget(TinyVariant variant) {
    compare(variant.write(directory));
  }

  private static void compare(Path path) {
    try (ModelDirectory model = ModelDirectory.open(path);
        TargetModel serving = Backends.target(model, new DeviceOptions("cpu", Precision.FP32, 1));
        TargetTexts texts =
            TargetTexts.load(model, serving.featureLayers(), TrainingOptions.Compute.FP32, 1)) {
      Random random = new Random(4);
      List<TargetTexts.Text> batch = List.of(text(5, 9, random), text(3, 4, random));
      List<TrainingSequence> read = texts.read(batch, 4);
      for (int i = 0; i < batch.size(); i++) {
        assertSame(serving, batch.get(i), read.get(i));
      }
    }
  }

  private static void assertSame(
      TargetModel serving, TargetTexts.Text text, TrainingSequence sequence) {
    int from = text.promptTokens().length;
    TeacherForced expected = TeacherForcing.run(serving, text.tokens(), from, 4);
    assertThat(sequence.tokens()).isEqualTo(text.tokens());
    assertThat(sequence.firstAnswerPosition()).isEqualTo(from);
    assertThat(sequence.features()).hasSameSizeAs(expected.features());
    ByteBuffer a = ByteBuffer.wrap(sequence.features()).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer b = ByteBuffer.wrap(expected.features()).order(ByteOrder.LITTLE_ENDIAN);
    while (a.hasRemaining()) {
      assertThat(Float.float16ToFloat(a.getShort()))
          .isCloseTo(Float.float16ToFloat(b.getShort()), within(5e-3f));
    }
    assertThat(sequence.lawTokens()).hasNumberOfRows(text.answerTokens().length);
    for (int p = 0; p < sequence.lawTokens().length; p++) {
      assertThat(sequence.lawTokens()[p]).isEqualTo(expected.laws().get(p).tokenIds());
      for (int k = 0; k < 4; k++) {
        assertThat(sequence.lawLogProbs()[p][k])
            .isCloseTo(expected.laws().get(p).logProbs()[k], within(1e-3f));
      }
    }
  }

  private static TargetTexts.Text text(int prompt, int answer, Random random) {
    return new TargetTexts.Text(
        random.ints(prompt, 3, 90).toArray(),
        random.ints(answer, 3, 90).toArray(),
        SamplingParameters.greedy());
  }
}
