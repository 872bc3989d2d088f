package io.vsd.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.vsd.engine.backend.Backends;
import io.vsd.engine.fixtures.TeacherForcing;
import io.vsd.engine.fixtures.TinyVariant;
import io.vsd.engine.weights.ModelDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Biases, own heads and scaled rotations against Hugging Face transformers 4.57.1 on the same
 * weights; the maker of the goldens is {@code src/test/python/target_goldens.py}.
 */
@ParameterizedClass(name = "on {0}")
@ValueSource(strings = {"cpu", "torch-cpu"})
class TargetVariantsTest {
  private static final float MAX_LOGIT_ERROR = 1e-3f;

  private final String device;
  @TempDir Path directory;

  TargetVariantsTest(String device) {
    this.device = device;
  }

  @ParameterizedTest
  @EnumSource
  void logitsAndGreedyTokensAreTransformers(TinyVariant variant) throws IOException {
    JsonNode golden = TargetGoldenTest.read("target-variants.json").get(variant.directoryName());
    int[] prompt = TargetGoldenTest.ints(golden.get("tokens"));
    int[] greedy = TargetGoldenTest.ints(golden.get("greedy"));
    int[] rows = TargetGoldenTest.ints(golden.get("rows"));
    try (ModelDirectory model = ModelDirectory.open(variant.write(directory));
        TargetModel target = Backends.target(model, new DeviceOptions(device, Precision.FP32, 1))) {
      for (int i = 0; i < rows.length; i++) {
        assertThat(lastLogits(target, prompt, rows[i]))
            .as("row %d", rows[i])
            .containsExactly(floats(golden.get("logits").get(i)), within(MAX_LOGIT_ERROR));
      }
      int[] text = IntStream.concat(IntStream.of(prompt), IntStream.of(greedy)).toArray();
      assertThat(TeacherForcing.run(target, text, prompt.length, 1).laws())
          .extracting(law -> law.tokenIds()[0])
          .containsExactly(IntStream.of(greedy).boxed().toArray(Integer[]::new));
    }
  }

  private static float[] lastLogits(TargetModel target, int[] tokens, int row) {
    try (KvSlot slot = target.openSlot(tokens.length);
        TreeForward forward = target.prefill(slot, IntStream.of(tokens).limit(row + 1).toArray())) {
      return forward.logits(row);
    }
  }

  private static float[] floats(JsonNode values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values.get(i).asDouble();
    }
    return floats;
  }
}
