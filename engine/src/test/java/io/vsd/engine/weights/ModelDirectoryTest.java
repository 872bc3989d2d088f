package io.vsd.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vsd.engine.fixtures.TinyModels;
import io.vsd.engine.fixtures.TinyWeights;
import io.vsd.engine.format.MalformedWeightsException;
import io.vsd.engine.format.SafetensorsWriter;
import io.vsd.engine.format.TensorType;
import io.vsd.engine.text.ChatTemplate;
import io.vsd.engine.text.ChatTurn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelDirectoryTest {
  @TempDir Path temp;
  private Path dir = Path.of("");

  @BeforeEach
  void write() {
    dir = TinyModels.llama(temp.resolve("tiny"), 11);
  }

  private void edit(String file, String from, String to) throws IOException {
    String text = Files.readString(dir.resolve(file));
    assertThat(text).contains(from);
    Files.writeString(dir.resolve(file), text.replace(from, to));
  }

  private void refused(String... reasons) {
    assertThatThrownBy(() -> ModelDirectory.open(dir).close())
        .isInstanceOf(MalformedWeightsException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(reasons));
  }

  @Test
  void shardedWeightsReadAsOne() throws IOException {
    String before;
    try (ModelDirectory model = ModelDirectory.open(dir)) {
      before = model.weightsHash();
      SafetensorsWriter first = new SafetensorsWriter();
      SafetensorsWriter second = new SafetensorsWriter();
      StringBuilder index = new StringBuilder("{\"weight_map\": {");
      for (String name : model.weights().names()) {
        boolean left = name.hashCode() % 2 == 0;
        float[] values = model.weights().readFloats(name);
        (left ? first : second).add(name, TensorType.F32, model.weights().shape(name), values);
        index.append(index.length() > 20 ? ", " : "");
        index.append("\"%s\": \"model-0000%d-of-00002.safetensors\"".formatted(name, left ? 1 : 2));
      }
      Path sharded = Files.createDirectories(temp.resolve("sharded"));
      first.write(sharded.resolve("model-00001-of-00002.safetensors"));
      second.write(sharded.resolve("model-00002-of-00002.safetensors"));
      Files.writeString(sharded.resolve("model.safetensors.index.json"), index.append("}}"));
      Files.copy(dir.resolve("config.json"), sharded.resolve("config.json"));
      try (ModelDirectory read = ModelDirectory.open(sharded)) {
        assertThat(read.weights().names())
            .containsExactlyInAnyOrderElementsOf(model.weights().names());
        for (String name : read.weights().names()) {
          assertThat(read.weights().readFloats(name)).isEqualTo(model.weights().readFloats(name));
        }
        assertThat(read.weightsHash()).isNotEqualTo(before);
        assertThatThrownBy(() -> read.weights().readFloats("x")).hasMessageContaining("'x'");
      }
      Files.delete(sharded.resolve("model-00002-of-00002.safetensors"));
      assertThatThrownBy(() -> ModelDirectory.open(sharded).close())
          .isInstanceOf(MalformedWeightsException.class)
          .hasMessageContaining("model-00002-of-00002.safetensors is missing");
      Files.writeString(
          sharded.resolve("model.safetensors.index.json"),
          "{\"weight_map\": {\"a\": \"../tiny/model.safetensors\"}}");
      assertThatThrownBy(() -> ModelDirectory.open(sharded).close())
          .hasMessageContaining("lies elsewhere");
    }
  }

  @Test
  void truncatedWeightsNameTheTensor() throws IOException {
    byte[] whole = Files.readAllBytes(dir.resolve("model.safetensors"));
    Files.write(dir.resolve("model.safetensors"), Arrays.copyOf(whole, whole.length / 2));
    refused("tensor 'model.layers.", "truncated");
  }

  @Test
  void placesWithoutAModelAreRefusedWithTheReason() throws IOException {
    dir = temp.resolve("nowhere");
    refused("no such file or directory");
    dir = Files.createDirectories(temp.resolve("empty"));
    refused("no config.json and no .gguf");
    Files.writeString(dir.resolve("config.json"), "{\"model_type\": \"llama\"}");
    refused("has no model.safetensors");
    Files.write(dir.resolve("pytorch_model.bin"), new byte[4]);
    refused("pickled weights only, which are refused");
    dir = dir.resolve("pytorch_model.bin");
    refused("pickled weights are refused");
  }

  @Test
  void unsupportedConfigurationsAreRefusedByName() throws IOException {
    edit("config.json", "\"model_type\" : \"llama\"", "\"model_type\" : \"gpt_neox\"");
    refused("model_type 'gpt_neox' is not supported");
    write();
    edit("config.json", "\"silu\"", "\"gelu\"");
    refused("hidden_act \"gelu\" is not supported");
    write();
    edit(
        "config.json",
        "\"rope_theta\" : 10000.0",
        "\"rope_scaling\": {\"rope_type\": \"longrope\"}");
    refused("rope_scaling of type 'longrope'");
    write();
    edit("config.json", "\"num_key_value_heads\" : 2", "\"num_key_value_heads\" : 4");
    refused("6 query heads cannot share 4");
    write();
    Files.writeString(dir.resolve("config.json"), "{ not json");
    refused("config.json", "not JSON");
  }

  @Test
  void ropeParametersOfBothTransformersVersionsAreRead() throws IOException {
    String llama3 =
        "{\"rope_type\": \"llama3\", \"factor\": 8.0, \"low_freq_factor\": 1.0, \"high_freq_factor\": 4.0, \"original_max_position_embeddings\": 512";
    edit(
        "config.json",
        "\"rope_theta\" : 10000.0",
        "\"rope_theta\": 500.0, \"rope_scaling\": " + llama3 + "}");
    RopeScaling expected = new RopeScaling.Llama3(8, 1, 4, 512);
    try (ModelDirectory model = ModelDirectory.open(dir)) {
      assertThat(model.config().ropeScaling()).isEqualTo(expected);
      assertThat(model.config().ropeTheta()).isEqualTo(500.0);
    }
    write();
    edit(
        "config.json",
        "\"rope_theta\" : 10000.0",
        "\"rope_parameters\": " + llama3 + ", \"rope_theta\": 500.0}");
    try (ModelDirectory model = ModelDirectory.open(dir)) {
      assertThat(model.config().ropeScaling()).isEqualTo(expected);
      assertThat(model.config().ropeTheta()).isEqualTo(500.0);
    }
  }

  @Test
  void ropeScalingKeepsFastFrequenciesAndDividesSlowOnes() {
    RopeScaling.Llama3 scaling = new RopeScaling.Llama3(8, 1, 4, 8192);
    assertThat(scaling.scale(1.0)).isEqualTo(1.0);
    assertThat(scaling.scale(1e-5)).isEqualTo(1e-5 / 8);
    double middle = 2 * Math.PI / 4096;
    assertThat(scaling.scale(middle)).isBetween(middle / 8, middle);
  }

  @Test
  void theTokenizersEndTokenEndsAnswersToo() throws IOException {
    Files.writeString(dir.resolve("generation_config.json"), "{\"eos_token_id\": 0}");
    Path config = dir.resolve("config.json");
    Files.writeString(
        config, Files.readString(config).replace("\"eos_token_id\" : 2", "\"eos_token_id\" : 0"));
    try (ModelDirectory model = ModelDirectory.open(dir)) {
      assertThat(model.config().eosTokenIds()).containsExactly(0, 2);
    }
    Files.writeString(
        dir.resolve("tokenizer_config.json"),
        "{\"eos_token\": {\"content\": \"<|im_start|>\"}, \"added_tokens_decoder\": {\"1\": {\"content\": \"<|im_start|>\"}}}");
    try (ModelDirectory model = ModelDirectory.open(dir)) {
      assertThat(model.config().eosTokenIds()).containsExactly(0, 1);
    }
  }

  @Test
  void endOfAnswerTokensComeFromBothConfigurations() {
    try (ModelDirectory model = ModelDirectory.open(dir)) {
      assertThat(model.config().eosTokenIds()).containsExactly(2, 0);
    }
  }

  @Test
  void templateFileBeatsTheConfigurationAndListsHaveADefault() throws IOException {
    Files.writeString(
        dir.resolve("tokenizer_config.json"),
        "{\"bos_token\": {\"content\": \"<b>\"}, \"chat_template\": [{\"name\": \"tool_use\", \"template\": \"x\"}, {\"name\": \"default\", \"template\": \"{{ bos_token }}{{ messages[0].content }}\"}]}");
    assertThat(render()).isEqualTo("<b>hi");
    Files.writeString(dir.resolve("chat_template.jinja"), "file {{ messages[0].content }}\n");
    assertThat(render()).isEqualTo("file hi");
    Files.delete(dir.resolve("chat_template.jinja"));
    Files.writeString(
        dir.resolve("chat_template.json"),
        "{\"chat_template\": \"json {{ messages[0].content }}\"}");
    Files.writeString(
        dir.resolve("special_tokens_map.json"), "{\"pad_token\": {\"content\": \"<p>\"}}");
    assertThat(render()).isEqualTo("json hi");
    try (ModelDirectory model = ModelDirectory.open(dir)) {
      assertThat(model.specialToken("pad_token")).contains("<p>");
      assertThat(model.specialToken("bos_token")).contains("<b>");
      assertThat(model.specialToken("cls_token")).isEmpty();
    }
    Files.delete(dir.resolve("chat_template.json"));
    Files.writeString(dir.resolve("tokenizer_config.json"), "{}");
    assertThatThrownBy(this::render)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no chat template");
  }

  private String render() {
    try (ModelDirectory model = ModelDirectory.open(dir)) {
      return ChatTemplate.of(model).render(List.of(new ChatTurn("user", "hi")), false);
    }
  }

  @Test
  void aTiedModelReadsItsMatrixUnderEitherNameAndRefusesTwoThatDiffer() throws IOException {
    String embedding = "model.embed_tokens.weight";
    float[] rows;
    try (ModelDirectory model = ModelDirectory.open(dir)) {
      rows = model.weights().readFloats(embedding);
    }
    TinyWeights.edit(dir, weights -> weights.put("lm_head.weight", weights.get(embedding)));
    try (ModelDirectory model = ModelDirectory.open(dir)) {
      assertThat(model.weights().names()).doesNotContain("lm_head.weight");
    }
    TinyWeights.edit(dir, weights -> weights.remove(embedding));
    try (ModelDirectory model = ModelDirectory.open(dir)) {
      assertThat(model.weights().names()).contains(embedding).doesNotContain("lm_head.weight");
      assertThat(model.weights().readFloats(embedding)).isEqualTo(rows);
    }
    write();
    TinyWeights.edit(
        dir, weights -> weights.put("lm_head.weight", weights.get(embedding).plus(1e-3f)));
    refused("'lm_head.weight'", "differs from " + embedding, "tie_word_embeddings");
  }

  @Test
  void tokenizerHashIsOfTheTableNotOfTheText() throws IOException {
    String before;
    try (ModelDirectory model = ModelDirectory.open(dir)) {
      before = model.tokenizerHash();
    }
    edit("tokenizer.json", "\"add_prefix_space\":false", "\"add_prefix_space\" : false");
    assertThat(tokenizerHash()).isEqualTo(before);
    edit("tokenizer.json", "<|im_end|>", "<|end|>");
    assertThat(tokenizerHash()).isNotEqualTo(before);
  }

  @Test
  void aTokenWithoutARowIsRefusedWithBothSizesAndRowsWithoutATokenAreRight() throws IOException {
    TinyModels.Shape shape = TinyModels.Shape.llama();
    for (int rows : new int[] {280, 320}) {
      TinyWeights.edit(
          dir,
          weights -> {
            String name = "model.embed_tokens.weight";
            float[] values = Arrays.copyOf(weights.get(name).values(), rows * shape.width());
            long[] size = {rows, shape.width()};
            weights.put(name, new TinyWeights.Tensor(TensorType.F32, size, values));
          });
      int before = rows == 280 ? 300 : 280;
      edit("config.json", "\"vocab_size\" : " + before, "\"vocab_size\" : " + rows);
      if (rows == 320) {
        assertThat(tokenizerHash()).isNotEmpty();
      } else {
        assertThatThrownBy(this::tokenizerHash)
            .isInstanceOf(MalformedWeightsException.class)
            .hasMessageContaining("ids up to 299")
            .hasMessageContaining("280 rows");
      }
    }
  }

  private String tokenizerHash() {
    try (ModelDirectory model = ModelDirectory.open(dir)) {
      return model.tokenizerHash();
    }
  }

  @Test
  void configurationsWithImpossibleNumbersAreRefused() {
    Map<String, TinyModels.Shape> bad =
        Map.of(
            "must be positive", new TinyModels.Shape("llama", 0, 8, 2, 1, 4, true),
            "odd", new TinyModels.Shape("llama", 1, 8, 2, 1, 3, true),
            "not supported", new TinyModels.Shape("bert", 1, 8, 2, 1, 4, true));
    bad.forEach(
        (reason, shape) ->
            assertThatThrownBy(() -> TinyModels.config(shape))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason));
  }
}
