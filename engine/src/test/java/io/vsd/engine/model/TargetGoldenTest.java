package io.vsd.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vsd.engine.backend.Backends;
import io.vsd.engine.fixtures.RealModel;
import io.vsd.engine.fixtures.TeacherForced;
import io.vsd.engine.fixtures.TeacherForcing;
import io.vsd.engine.fixtures.TinyModels;
import io.vsd.engine.tokentree.TokenTree;
import io.vsd.engine.weights.ModelDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The target against Hugging Face transformers on the same weights; goldens and their maker are in
 * {@code src/test/resources/goldens} and {@code src/test/python/target_goldens.py}.
 */
@ParameterizedClass(name = "on {0}")
@ValueSource(strings = {"cpu", "torch-cpu"})
class TargetGoldenTest {
  private static final double MAX_LOGIT_ERROR = 1e-3;

  /** A near tie: two correct fp32 implementations may order these two scores differently. */
  private static final double NEAR_TIE_NATS = 2 * MAX_LOGIT_ERROR;

  private final String device;
  @TempDir Path directory;

  TargetGoldenTest(String device) {
    this.device = device;
  }

  @Test
  void logitsOfTheLlamaFixtureAreTransformersLogits() throws IOException {
    compareTiny("llama", TinyModels.llama(directory, 42));
  }

  @Test
  void logitsOfTheQwen2FixtureAreTransformersLogits() throws IOException {
    compareTiny("qwen2", TinyModels.qwen2(directory, 42));
  }

  @Test
  void logitsOfTheQwen3FixtureAreTransformersLogits() throws IOException {
    compareTiny("qwen3", TinyModels.qwen3(directory, 42));
  }

  @Test
  void theRealModelInFp32FollowsTransformersThrough64GreedyTokensOn20Prompts() throws IOException {
    followGoldens(Precision.FP32, NEAR_TIE_NATS, 2);
  }

  @Test
  void theRealModelAsItIsStoredFollowsTransformersUpToNearTies() throws IOException {
    followGoldens(Precision.STORED, 10 * NEAR_TIE_NATS, 5);
  }

  @Test
  void greedyDecodingWritesTheGoldenText() throws IOException {
    JsonNode golden = read("target-real.json").get("cases").get(0);
    int[] expected = ints(golden.get("greedy"));
    try (ModelDirectory model = RealModel.open();
        TargetModel target = Backends.target(model, in(Precision.STORED));
        KvSlot slot = target.openSlot(200)) {
      int[] written = new int[24];
      try (TreeForward prompt = target.prefill(slot, ints(golden.get("prompt")))) {
        written[0] = argmax(prompt.logits(prompt.rows() - 1));
      }
      for (int i = 1; i < written.length; i++) {
        try (TreeForward step = target.forward(slot, written[i - 1], TokenTree.empty())) {
          written[i] = argmax(step.logits(0));
        }
        slot.commit(new int[] {0});
      }
      assertThat(written).isEqualTo(Arrays.copyOf(expected, written.length));
    }
  }

  private void followGoldens(Precision precision, double nearTieNats, int mostNearTies)
      throws IOException {
    int nearTies = 0;
    double largestError = 0;
    try (ModelDirectory model = RealModel.open();
        TargetModel target = Backends.target(model, in(precision))) {
      for (JsonNode golden : read("target-real.json").get("cases")) {
        nearTies += follow(target, golden, nearTieNats);
        largestError = Math.max(largestError, promptLogitError(target, golden));
      }
    }
    System.out.println(
        device
            + ", "
            + precision
            + ": "
            + nearTies
            + " near ties, largest logit error "
            + largestError);
    assertThat(nearTies).as("near ties used").isLessThanOrEqualTo(mostNearTies);
    if (precision == Precision.FP32) {
      assertThat(largestError).isLessThanOrEqualTo(MAX_LOGIT_ERROR);
    }
  }

  /** Gives the golden answer to the target; every law's best token must be the golden next one. */
  private static int follow(TargetModel target, JsonNode golden, double nearTieNats) {
    int[] prompt = ints(golden.get("prompt"));
    int[] answer = ints(golden.get("greedy"));
    int[] text = IntStream.concat(IntStream.of(prompt), IntStream.of(answer)).toArray();
    TeacherForced forced = TeacherForcing.run(target, text, prompt.length, 2);
    assertThat(forced.laws()).hasSize(answer.length);
    int nearTies = 0;
    for (int i = 0; i < answer.length; i++) {
      TopLogProbs law = forced.laws().get(i);
      if (law.tokenIds()[0] != answer[i]) {
        String where = "token " + i + " of the answer to a prompt of " + prompt.length;
        assertThat(law.tokenIds()[1]).as(where).isEqualTo(answer[i]);
        assertThat((double) law.logProbs()[0] - law.logProbs()[1])
            .as(where + " is no near tie")
            .isLessThanOrEqualTo(nearTieNats);
        nearTies++;
      }
    }
    return nearTies;
  }

  private static double promptLogitError(TargetModel target, JsonNode golden) {
    int[] prompt = ints(golden.get("prompt"));
    float[] expected = floats(golden.get("logits"));
    int step = golden.get("step").asInt();
    double largest = 0;
    try (KvSlot slot = target.openSlot(prompt.length);
        TreeForward forward = target.prefill(slot, prompt)) {
      float[] logits = forward.logits(prompt.length - 1);
      for (int i = 0; i < expected.length; i++) {
        largest = Math.max(largest, Math.abs(logits[i * step] - expected[i]));
      }
    }
    return largest;
  }

  private void compareTiny(String family, Path path) throws IOException {
    JsonNode golden = read("target-tiny.json").get(family);
    int[] tokens = ints(golden.get("tokens"));
    int[] rows = ints(golden.get("rows"));
    int[] parents = IntStream.range(-1, tokens.length - 2).toArray();
    TokenTree chain =
        TokenTree.of(
            Arrays.copyOfRange(tokens, 1, tokens.length), parents, new float[parents.length]);
    try (ModelDirectory model = ModelDirectory.open(path);
        TargetModel target = Backends.target(model, in(Precision.FP32));
        KvSlot slot = target.openSlot(tokens.length);
        TreeForward forward = target.forward(slot, tokens[0], chain)) {
      for (int i = 0; i < rows.length; i++) {
        float[] expected = floats(golden.get("logits").get(i));
        assertThat(forward.logits(rows[i]))
            .as(family + " row " + rows[i])
            .containsExactly(expected, within((float) MAX_LOGIT_ERROR));
      }
    }
  }

  private DeviceOptions in(Precision precision) {
    return new DeviceOptions(device, precision, 1);
  }

  static JsonNode read(String name) throws IOException {
    try (InputStream in = TargetGoldenTest.class.getResourceAsStream("/goldens/" + name)) {
      return new ObjectMapper().readTree(in);
    }
  }

  static int[] ints(JsonNode values) {
    return IntStream.range(0, values.size()).map(i -> values.get(i).asInt()).toArray();
  }

  private static float[] floats(JsonNode values) {
    float[] floats = new float[values.size()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values.get(i).asDouble();
    }
    return floats;
  }

  static int argmax(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return best;
  }
}
