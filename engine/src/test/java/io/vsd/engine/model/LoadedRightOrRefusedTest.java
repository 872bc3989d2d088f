package io.vsd.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vsd.engine.backend.Backends;
import io.vsd.engine.fixtures.TinyModels;
import io.vsd.engine.fixtures.TinyModels.Shape;
import io.vsd.engine.fixtures.TinyWeights;
import io.vsd.engine.fixtures.TinyWeights.Tensor;
import io.vsd.engine.format.MalformedWeightsException;
import io.vsd.engine.format.TensorType;
import io.vsd.engine.weights.ModelDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Takes a model that is right and changes one tensor or one setting: it must either compute what it
 * computed before or be refused in one sentence that names what was changed, never anything
 * between.
 */
class LoadedRightOrRefusedTest {
  private static final int[] TOKENS = {1, 40, 99, 7, 260, 3, 3, 150};

  @TempDir Path temp;
  private final ObjectMapper mapper = new ObjectMapper();
  private int written;

  /** A directory to be changed, and the logits that it gives unchanged. */
  private Path dir = Path.of("");

  private float[] before = {};

  @BeforeEach
  void writeASoundModel() throws IOException {
    write(new Shape("llama", 2, 24, 4, 2, 6, false));
  }

  private void write(Shape shape) throws IOException {
    dir = TinyModels.write(temp.resolve("model-" + written++), shape, 5);
    // Defaults, so that an absent key says the same.
    config(json -> json.put("rms_norm_eps", 1e-6));
    before = logits();
  }

  private void config(Consumer<ObjectNode> edit) throws IOException {
    Path file = dir.resolve("config.json");
    ObjectNode json = (ObjectNode) mapper.readTree(Files.readString(file));
    edit.accept(json);
    Files.writeString(file, json.toString());
  }

  private float[] logits() {
    try (ModelDirectory model = ModelDirectory.open(dir);
        TargetModel target = Backends.target(model, DeviceOptions.cpu(Precision.FP32, 1));
        KvSlot slot = target.openSlot(TOKENS.length);
        TreeForward forward = target.prefill(slot, TOKENS)) {
      return forward.logits(TOKENS.length - 1);
    }
  }

  /** Empty where it loads and computes the same, else the sentence of the refusal. */
  private String refusal() {
    try {
      assertThat(logits()).isEqualTo(before);
      return "";
    } catch (MalformedWeightsException e) {
      assertThat(e.getMessage()).doesNotContain("\n").contains(dir.getFileName().toString());
      return String.valueOf(e.getMessage());
    }
  }

  private String refusalAfter(Consumer<TinyWeights> edit) throws IOException {
    Path file = dir.resolve("model.safetensors");
    byte[] sound = Files.readAllBytes(file);
    TinyWeights.edit(dir, edit);
    String refusal = refusal();
    Files.write(file, sound);
    return refusal;
  }

  private List<String> tensors() throws IOException {
    List<String> names = new ArrayList<>();
    TinyWeights.edit(dir, tensors -> names.addAll(tensors.names()));
    return names;
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama", "qwen2", "qwen3"})
  void everyTensorThatIsMissingRenamedReshapedOrNoNumberIsNamed(String family) throws IOException {
    write(new Shape(family, 2, 24, 4, 2, 6, false));
    for (String name : tensors()) {
      assertThat(refusalAfter(t -> t.remove(name))).contains("'" + name + "'", "is missing");
      assertThat(refusalAfter(t -> t.put("x." + name, t.remove(name)))).contains(name);
      assertThat(refusalAfter(t -> t.put(name, longer(t.get(name))))).contains("'" + name + "'");
      assertThat(refusalAfter(t -> t.put(name, flat(t.get(name))))).contains("'" + name + "'");
      float bad = name.endsWith("norm.weight") ? Float.NEGATIVE_INFINITY : Float.NaN;
      assertThat(refusalAfter(t -> t.put(name, t.get(name).plus(bad))))
          .contains("'" + name + "'", "holds " + bad);
    }
  }

  private static Tensor longer(Tensor tensor) {
    long[] shape = tensor.shape().clone();
    shape[0]++;
    int width = tensor.values().length / (int) tensor.shape()[0];
    return new Tensor(
        tensor.type(), shape, Arrays.copyOf(tensor.values(), tensor.values().length + width));
  }

  private static Tensor flat(Tensor tensor) {
    long[] shape = {1, tensor.values().length};
    return new Tensor(tensor.type(), shape, tensor.values());
  }

  @ParameterizedTest
  @ValueSource(strings = {"llama", "qwen2", "qwen3"})
  void everyTensorThatWouldGoUnusedIsNamed(String family) throws IOException {
    write(new Shape(family, 2, 24, 4, 2, 6, false));
    for (String name :
        List.of(
            "model.layers.1.self_attn.o_proj.bias",
            "model.layers.0.mlp.gate_proj.bias",
            "model.layers.0.mlp.experts.0.up_proj.weight",
            "model.layers.0.self_attn.sinks",
            "model.layers.0.pre_feedforward_layernorm.weight",
            "model.layers.0.self_attn.q_proj.lora_A.weight",
            "model.layers.0.self_attn.q_proj.weight_scale",
            "model.layers.2.input_layernorm.weight",
            "model.embed_positions.weight",
            "model.norm.bias",
            "lm_head.bias",
            "score.weight")) {
      assertThat(refusalAfter(t -> t.put(name, Tensor.zeros(24)))).contains("'" + name + "'");
    }
    for (String norm : List.of("q_norm", "k_norm")) {
      String name = "model.layers.0.self_attn." + norm + ".weight";
      assertThat(refusalAfter(t -> t.put(name, Tensor.zeros(7)))).contains("'" + name + "'");
    }
  }

  @Test
  void constantsAndIntegerBuffersChangeNothing() throws IOException {
    assertThat(
            refusalAfter(
                t -> {
                  t.put("model.layers.0.self_attn.rotary_emb.inv_freq", Tensor.zeros(3));
                  t.put("model.layers.0.attn.masked_bias", Tensor.zeros());
                  t.put("model.rotary_emb.inv_freq", Tensor.zeros(3));
                  t.put(
                      "model.layers.1.attn.bias",
                      new Tensor(TensorType.I64, new long[] {1}, new float[1]));
                  t.put(
                      "model.position_ids",
                      new Tensor(TensorType.I64, new long[] {1}, new float[1]));
                  t.put("causal_mask", new Tensor(TensorType.I64, new long[] {1}, new float[1]));
                }))
        .isEmpty();
  }

  @Test
  void aWeightOfIntegersIsNoWeight() throws IOException {
    String name = "model.layers.1.mlp.up_proj.weight";
    assertThat(
            refusalAfter(
                t ->
                    t.put(
                        name,
                        new Tensor(TensorType.I64, t.get(name).shape(), t.get(name).values()))))
        .contains("'" + name + "'", "I64");
  }

  @Test
  void everySettingOfAnotherKindOrOutOfRangeIsNamedUnlessItChangesNothing() throws IOException {
    List<String> keys = new ArrayList<>();
    config(json -> json.fieldNames().forEachRemaining(keys::add));
    for (String key : keys) {
      for (String odd : List.of("null", "-1", "0.5", "\"odd\"", "{\"a\": 1}", "[]", "true")) {
        String text = Files.readString(dir.resolve("config.json"));
        JsonNode value = mapper.readTree(odd);
        if (key.equals("rms_norm_eps") && value.isDouble()) {
          continue; // As good an epsilon as any.
        }
        config(json -> json.set(key, value));
        String refusal = refusal();
        Files.writeString(dir.resolve("config.json"), text);
        if (!refusal.isEmpty()) {
          assertThat(refusal).containsPattern(key + "|tensor '");
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "num_hidden_layers | 1 | the weights hold 2 layers, the configuration says 1",
        "num_hidden_layers | 3 | the weights hold 2 layers, the configuration says 3",
        "num_hidden_layers | 2000000000 | the weights hold 2 layers",
        "num_attention_heads | 8 | q_proj",
        "head_dim | 8 | q_proj",
        "head_dim | 5 | odd",
        "vocab_size | 280 | has 300 rows, the vocab_size is 280",
        "vocab_size | 320 | has 300 rows, the vocab_size is 320",
        "intermediate_size | 70 | gate_proj",
        "attention_bias | true | q_proj.bias",
        "mlp_bias | true | gate_proj.bias",
        "hidden_act | \"gelu\" | hidden_act",
        "hidden_act | \"relu\" | hidden_act",
        "attn_logit_softcapping | 50.0 | attn_logit_softcapping",
        "final_logit_softcapping | 30.0 | final_logit_softcapping",
        "clip_qkv | 8 | clip_qkv",
        "num_local_experts | 8 | num_local_experts",
        "embedding_multiplier | 12.0 | embedding_multiplier",
        "residual_multiplier | 0.22 | residual_multiplier",
        "logits_scaling | 8.0 | logits_scaling",
        "attention_multiplier | 0.015625 | attention_multiplier",
        "partial_rotary_factor | 0.5 | partial_rotary_factor",
        "quantization_config | {\"quant_method\": \"gptq\"} | quantization_config",
        "rope_scaling | {\"rope_type\": \"longrope\", \"factor\": 4} | longrope",
        "rope_scaling | {\"type\": \"mrope\", \"mrope_section\": [1]} | mrope",
        "rope_scaling | {\"factor\": 4} | rope_scaling",
        "rope_scaling | {\"rope_type\": \"linear\"} | factor",
        "rope_scaling | {\"rope_type\": \"yarn\", \"factor\": 0.5} | factor",
        "rope_parameters | {\"rope_theta\": 500000.0} | rope_parameters.rope_theta",
        "rope_parameters | {\"rope_type\": \"default\", \"partial_rotary_factor\": 0.5} | partial",
        "layer_types | [\"full_attention\", \"sliding_attention\"] | sliding",
        "layer_types | [\"full_attention\", \"linear_attention\"] | linear_attention"
      })
  void whatTheForwardPassDoesNotComputeIsNamed(String key, String value, String named)
      throws IOException {
    JsonNode set = mapper.readTree(value);
    config(json -> json.set(key, set));
    assertThat(refusal()).contains(named);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hidden_act | \"swish\"",
        "quantization_config | null",
        "rope_scaling | null",
        "rope_scaling | {\"rope_type\": \"default\"}",
        "rope_scaling | {\"type\": \"dynamic\", \"factor\": 4.0}",
        "rope_parameters | {\"rope_type\": \"default\", \"rope_theta\": 10000.0}",
        "rope_parameters | {\"rope_theta\": 10000}",
        "head_dim | null",
        "head_dim | 6.0",
        "attention_bias | null",
        "sliding_window | 16",
        "use_sliding_window | true",
        "partial_rotary_factor | 1.0",
        "num_local_experts | 0",
        "clip_qkv | null",
        "logits_scaling | 1",
        "layer_types | [\"full_attention\", \"full_attention\"]",
        "dtype | \"bfloat16\"",
        "torch_dtype | null",
        "eos_token_id | [2, 0]",
        "eos_token_id | null",
        "initializer_range | NaN",
        "some_limit | -Infinity"
      })
  void otherNamesOfTheSameThingChangeNothing(String key, String value) throws IOException {
    Path file = dir.resolve("config.json");
    config(json -> json.put(key, "<here>"));
    String text = Files.readString(file);
    Files.writeString(file, "\uFEFF" + text.replace("\"<here>\"", value));
    assertThat(refusal()).isEmpty();
  }

  @Test
  void aWindowCountsWhereQwenUsesItAndHidesSomething() throws IOException {
    write(new Shape("qwen2", 2, 24, 4, 2, 6, false));
    config(json -> json.put("use_sliding_window", true).put("sliding_window", 16));
    assertThat(refusal()).as("28 full layers come first").isEmpty();
    config(json -> json.put("max_window_layers", 1));
    assertThat(refusal()).contains("sliding_window 16");
    config(json -> json.put("sliding_window", 1024));
    assertThat(refusal()).as("over all positions").isEmpty();
  }
}
