package io.vsd.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vsd.engine.checkpoint.CheckpointProblem.FeatureLayersMismatch;
import io.vsd.engine.draft.TinyDraft;
import io.vsd.engine.fixtures.TinyWeights;
import io.vsd.engine.format.SafetensorsWriter;
import io.vsd.engine.format.TensorType;
import io.vsd.engine.weights.RopeScaling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Public heads as people bring them: read as they mean it, or refused with what was seen. */
class DraftLayoutsTest {
  private static final String FLAT =
      """
      {"architectures": ["LlamaForCausalLMEagle3"], "model_type": "llama", "hidden_act": "silu",
       "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 1,
       "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 8, "vocab_size": 96,
       "draft_vocab_size": 96, "max_position_embeddings": 4096, "rms_norm_eps": 1e-05}
      """;

  @TempDir private Path tmp = Path.of("");
  private final ObjectMapper mapper = new ObjectMapper();
  private Path dir = Path.of("");

  @BeforeEach
  void writeAPublicHead() throws IOException {
    dir = Files.createDirectories(tmp.resolve("head"));
    Files.writeString(dir.resolve("config.json"), FLAT);
    weights(name -> name);
  }

  private void weights(UnaryOperator<String> rename) throws IOException {
    Map<String, TinyWeights.Tensor> tensors = new LinkedHashMap<>();
    DraftConfig config = DraftConfig.fromJson(FLAT);
    TinyDraft.weights(config, 1)
        .forEach(
            (name, values) -> {
              long[] shape = DraftLayout.weightShapes(config).getOrDefault(name, new long[0]);
              tensors.put(
                  rename.apply(name), new TinyWeights.Tensor(TensorType.F16, shape, values));
            });
    TinyWeights.write(dir.resolve("model.safetensors"), tensors);
  }

  private void config(Consumer<ObjectNode> edit) throws IOException {
    ObjectNode json = (ObjectNode) mapper.readTree(FLAT);
    edit.accept(json);
    Files.writeString(dir.resolve("config.json"), json.toString());
  }

  private List<CheckpointProblem> problems() throws IOException {
    return DraftCheckpoint.read(dir).validate(TinyDraft.identity());
  }

  private void refused(String... named) {
    assertThatThrownBy(() -> DraftCheckpoint.read(dir))
        .isInstanceOf(InvalidCheckpointException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(named).doesNotContain("\n"));
  }

  @Test
  void aPublicHeadFits() throws IOException {
    assertThat(problems()).isEmpty();
  }

  @Test
  void theBaseOfTheRotationIsReadFromRopeParameters() throws IOException {
    config(
        json ->
            json.putObject("rope_parameters")
                .put("rope_type", "default")
                .put("rope_theta", 500000.0));
    assertThat(DraftCheckpoint.read(dir).config().ropeTheta()).isEqualTo(500000.0);
    config(json -> json.put("rope_theta", 1000000).putNull("rope_scaling"));
    assertThat(DraftCheckpoint.read(dir).config().ropeTheta()).isEqualTo(1e6);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"rope_type\": \"linear\", \"factor\": 2}",
        "{\"type\": \"yarn\", \"factor\": 4.0, \"beta_fast\": 16, \"truncate\": false}",
        "{\"rope_type\": \"llama3\", \"factor\": 8, \"low_freq_factor\": 1, \"high_freq_factor\": 4, \"original_max_position_embeddings\": 512}"
      })
  void scalingsSurviveAWriteOfTheConfiguration(String scaling) throws IOException {
    var node = mapper.readTree(scaling);
    config(json -> json.set("rope_scaling", node));
    DraftConfig read = DraftCheckpoint.read(dir).config();
    assertThat(read.ropeScaling()).isInstanceOf(RopeScaling.class);
    assertThat(DraftConfig.fromJson(read.toJson())).isEqualTo(read);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[2, 4, 5] | true | true",
        "[0, 1, 3] | true | false",
        "[2, 4] | true | false",
        "[] | true | true",
        "null | true | true",
        "[1, 3, 4] | false | true",
        "[2, 4, 5] | false | false"
      })
  void featuresOfOtherLayersThanTheTargetServesAreNamed(String ids, boolean flat, boolean fits)
      throws IOException {
    var layers = mapper.readTree(ids);
    config(
        json ->
            (flat ? json : json.putObject("eagle_config"))
                .set("eagle_aux_hidden_state_layer_ids", layers));
    if (fits) {
      assertThat(problems()).isEmpty();
    } else {
      assertThat(problems()).singleElement().isInstanceOf(FeatureLayersMismatch.class);
      assertThat(problems().getFirst().message()).contains("the target serves [2, 4, 5]");
    }
  }

  @Test
  void theSpeculatorsLayoutLoads() throws IOException {
    ObjectNode nested = (ObjectNode) mapper.readTree(FLAT);
    nested.remove("draft_vocab_size");
    ObjectNode json = mapper.createObjectNode().put("speculators_model_type", "eagle3");
    json.put("draft_vocab_size", 96).put("norm_before_residual", true);
    json.putNull("target_hidden_size").put("tie_word_embeddings", false);
    json.putObject("speculators_config").put("algorithm", "eagle3");
    json.set("transformer_layer_config", nested.put("rope_theta", 2e5));
    Files.writeString(dir.resolve("config.json"), json.toString());
    weights(name -> name.replace("midlayer.", "layers.0."));

    assertThat(problems()).isEmpty();
    assertThat(DraftCheckpoint.read(dir).config().normBeforeResidual()).isTrue();
    assertThat(DraftCheckpoint.read(dir).config().ropeTheta()).isEqualTo(2e5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'speculators_model_type': 'mlp_speculator'} | the speculators layout 'mlp_speculator'",
        "{'speculators_model_type': 'eagle3'} | transformer_layer_config",
        "{'architectures': ['EagleLlamaForCausalLM']} | EAGLE-3 heads are",
        "{'medusa_num_heads': 4} | EAGLE-3 heads are",
        "{'num_hidden_layers': 16} | num_hidden_layers 16",
        "{'hidden_act': 'gelu'} | hidden_act",
        "{'norm_output': true} | norm_output",
        "{'fc_norm': true} | fc_norm",
        "{'norm_before_fc': true} | norm_before_fc",
        "{'attention_bias': true} | attention_bias",
        "{'mlp_bias': true} | mlp_bias",
        "{'target_hidden_size': 64} | target_hidden_size",
        "{'quantization_config': {'bits': 4}} | quantization_config",
        "{'rope_scaling': {'type': 'longrope'}} | longrope",
        "{'eagle_config': {'use_aux_hidden_state': false}} | use_aux_hidden_state",
        "{'hidden_size': null} | hidden_size",
        "{'num_attention_heads': 'four'} | num_attention_heads",
        "{'draft_vocab_size': 0} | draft_vocab_size"
      })
  void whatComputesSomethingElseIsNamed(String settings, String named) throws IOException {
    ObjectNode set = (ObjectNode) mapper.readTree(settings.replace('\'', '"'));
    config(json -> json.setAll(set));
    refused("config.json: ", named);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"hidden_act\": \"swish\"}",
        "{\"quantization_config\": null}",
        "{\"attention_bias\": null}",
        "{\"num_key_value_heads\": 2.0}",
        "{\"eagle_config\": {\"use_aux_hidden_state\": true}}",
        "{\"dtype\": \"bfloat16\"}"
      })
  void otherNamesOfTheSameThingChangeNothing(String settings) throws IOException {
    ObjectNode set = (ObjectNode) mapper.readTree(settings);
    config(json -> json.setAll(set));
    assertThat(problems()).isEmpty();
  }

  @Test
  void placesWithoutACheckpointSayWhatIsThereInstead() throws IOException {
    Path head = dir;
    Files.delete(head.resolve("config.json"));
    refused("no config.json");
    Files.delete(head.resolve("model.safetensors"));
    refused("holds no draft weights");
    Files.createFile(head.resolve("model.safetensors.index.json"));
    refused("model.safetensors.index.json", "one safetensors file");
    for (String pickle : List.of("pytorch_model.bin", "model.pt", "epoch_3.ckpt")) {
      Path file = Files.createFile(head.resolve(pickle));
      refused(pickle, "is a pickle, which is not read", "safetensors");
      dir = file;
      refused(pickle, "is a pickle, which is not read");
      dir = head;
      Files.delete(file);
    }
    dir = Files.createFile(tmp.resolve("file.safetensors"));
    refused("is a file", "a directory with config.json");
    dir = tmp.resolve("nowhere");
    refused("no such directory");
  }

  @Test
  void mapsOfAFullVocabularyAreTheIdentityOrRefused() throws IOException {
    long[] doubled = new long[96];
    Arrays.setAll(doubled, i -> 2L * i);
    writeMaps(doubled, false);
    assertThat(problems()).singleElement().matches(p -> p.message().contains("d2t maps"));
    writeMaps(doubled, true);
    assertThat(problems()).singleElement().matches(p -> p.message().contains("d2t maps"));
    writeMaps(new long[96], true);
    assertThat(problems()).isEmpty();
    writeMaps(new long[96], false);
    assertThat(problems()).as("as EAGLE-3 leaves them").isEmpty();
  }

  private void writeMaps(long[] d2t, boolean all) throws IOException {
    SafetensorsWriter out = new SafetensorsWriter();
    DraftConfig config = DraftConfig.fromJson(FLAT);
    TinyDraft.weights(config, 1)
        .forEach(
            (name, values) ->
                out.add(
                    name,
                    TensorType.F16,
                    DraftLayout.weightShapes(config).getOrDefault(name, new long[0]),
                    values));
    boolean[] t2d = new boolean[96];
    Arrays.fill(t2d, all);
    out.add("d2t", new long[] {96}, d2t).add("t2d", new long[] {96}, t2d);
    Files.deleteIfExists(dir.resolve("model.safetensors"));
    out.write(dir.resolve("model.safetensors"));
  }

  @Test
  void aWholeModelAsADraftIsOneSentence() throws IOException {
    weights(name -> "model." + name);
    assertThat(problems()).hasSize(2).allMatch(CheckpointProblem::fatal);
    assertThat(problems().getFirst().message())
        .isEqualTo("tensor fc.weight (and 12 more) is missing");
  }
}
