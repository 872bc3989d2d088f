package io.vsd.engine.weights;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code config.json}, in the layout of transformers 4 ({@code rope_theta}, {@code
 * rope_scaling}) and of transformers 5 ({@code rope_parameters}). What would change the numbers and
 * is not supported is refused by name.
 */
final class HuggingFaceConfig {
  private final Path path;
  private final JsonNode json;
  private final JsonNode rope;

  private HuggingFaceConfig(Path path, JsonNode json) {
    this.path = path;
    this.json = json;
    this.rope =
        json.path(json.path("rope_parameters").isObject() ? "rope_parameters" : "rope_scaling");
  }

  /**
   * Reads and checks a configuration.
   *
   * @param hasTensor whether the weights hold a tensor of this name
   */
  static ModelConfig read(Path path, Predicate<String> hasTensor) {
    return new HuggingFaceConfig(path, JsonFiles.read(path)).config(hasTensor);
  }

  private ModelConfig config(Predicate<String> hasTensor) {
    String family = json.path("model_type").asText("");
    if (!ModelConfig.FAMILIES.contains(family)) {
      throw fault("model_type '" + family + "' is not supported (llama, qwen2, qwen3 are)");
    }
    refuseUnsupported();
    int heads = required("num_attention_heads");
    int hidden = required("hidden_size");
    try {
      return new ModelConfig(
          family,
          required("num_hidden_layers"),
          hidden,
          required("intermediate_size"),
          heads,
          json.path("num_key_value_heads").asInt(heads),
          json.path("head_dim").asInt(family.equals("qwen3") ? 128 : hidden / heads),
          required("vocab_size"),
          json.path("max_position_embeddings").asInt(family.equals("llama") ? 2048 : 32768),
          rope.path("rope_theta").asDouble(json.path("rope_theta").asDouble(10000.0)),
          json.path("rms_norm_eps").asDouble(1e-6),
          json.path("tie_word_embeddings").asBoolean(false),
          hasTensor.test("model.layers.0.self_attn.q_proj.bias"),
          hasTensor.test("model.layers.0.self_attn.q_norm.weight"),
          ids(json.path("eos_token_id")),
          json.path("bos_token_id").isInt()
              ? OptionalInt.of(json.path("bos_token_id").asInt())
              : OptionalInt.empty(),
          ropeScaling());
    } catch (IllegalArgumentException e) {
      throw new MalformedWeightsException(path, String.valueOf(e.getMessage()), e);
    }
  }

  private void refuseUnsupported() {
    String activation = json.path("hidden_act").asText("silu");
    if (!activation.equals("silu")) {
      throw fault("hidden_act '" + activation + "' is not supported (silu is)");
    }
    if (json.path("mlp_bias").asBoolean(false)) {
      throw fault("mlp_bias is not supported");
    }
    if (json.path("use_sliding_window").asBoolean(false)) {
      throw fault("sliding-window attention is not supported");
    }
    if (json.has("quantization_config")) {
      throw fault("quantised safetensors are not supported; use the unquantised model or a GGUF");
    }
  }

  private @Nullable RopeScaling ropeScaling() {
    if (!rope.isObject()) {
      return null;
    }
    String type = rope.path("rope_type").asText(rope.path("type").asText("default"));
    return switch (type) {
      case "default" -> null;
      case "llama3" ->
          new RopeScaling(
              rope.path("factor").asDouble(),
              rope.path("low_freq_factor").asDouble(),
              rope.path("high_freq_factor").asDouble(),
              rope.path("original_max_position_embeddings").asInt());
      default -> throw fault("rope scaling '" + type + "' is not supported (llama3 is)");
    };
  }

  /** One id or a list of them. */
  static int[] ids(JsonNode node) {
    if (node.isInt()) {
      return new int[] {node.asInt()};
    }
    int[] ids = new int[node.isArray() ? node.size() : 0];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = node.get(i).asInt();
    }
    return ids;
  }

  private int required(String key) {
    if (!json.path(key).isInt()) {
      throw fault("lacks " + key);
    }
    return json.path(key).asInt();
  }

  private MalformedWeightsException fault(String reason) {
    return new MalformedWeightsException(path, reason);
  }
}
