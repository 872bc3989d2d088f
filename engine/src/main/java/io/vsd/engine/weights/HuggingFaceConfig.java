package io.vsd.engine.weights;

import io.vsd.engine.format.JsonFiles;
import io.vsd.engine.format.MalformedWeightsException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Reads {@code config.json}, in the layout of transformers 4 and of transformers 5, with the
 * defaults that transformers has for the family. What would change the numbers and is not supported
 * is refused by name.
 */
final class HuggingFaceConfig {
  private final ConfigObject json;
  private final String family;

  private HuggingFaceConfig(ConfigObject json, String family) {
    this.json = json;
    this.family = family;
  }

  /**
   * Reads and checks a configuration.
   *
   * @throws MalformedWeightsException that names the file and the key
   */
  static ModelConfig read(Path path) {
    ConfigObject json = new ConfigObject(JsonFiles.read(path));
    try {
      String family = json.text("model_type", "");
      if (!ModelConfig.FAMILIES.contains(family)) {
        throw new IllegalArgumentException(
            "model_type '" + family + "' is not supported (llama, qwen2, qwen3 are)");
      }
      UnsupportedSettings.refuse(json, family);
      return new HuggingFaceConfig(json, family).config();
    } catch (IllegalArgumentException e) {
      throw new MalformedWeightsException(path, String.valueOf(e.getMessage()), e);
    }
  }

  private ModelConfig config() {
    int heads = json.positive("num_attention_heads");
    int hidden = json.positive("hidden_size");
    int positions = json.positive("max_position_embeddings", family.equals("llama") ? 2048 : 32768);
    double epsilon = json.number("rms_norm_eps", 1e-6);
    if (epsilon < 0) {
      throw new IllegalArgumentException("rms_norm_eps is " + epsilon + ", below 0");
    }
    RopeConfig rope = RopeConfig.read(json, positions);
    return new ModelConfig(
        family,
        json.positive("num_hidden_layers"),
        hidden,
        json.positive("intermediate_size"),
        heads,
        json.positive("num_key_value_heads", heads),
        json.positive("head_dim", family.equals("qwen3") ? 128 : Math.max(1, hidden / heads)),
        json.positive("vocab_size"),
        positions,
        rope.theta(),
        epsilon,
        json.flag("tie_word_embeddings", false),
        biases(),
        family.equals("qwen3"),
        json.integers("eos_token_id"),
        bos(),
        rope.scaling());
  }

  /** Llama and Qwen3 say it; a Qwen2 always has biases on queries, keys and values alone. */
  private ProjectionBiases biases() {
    if (family.equals("qwen2")) {
      return ProjectionBiases.QUERY_KEY_VALUE;
    }
    boolean attention = json.flag("attention_bias", false);
    boolean mlp = json.flag("mlp_bias", false);
    if (mlp && family.equals("qwen3")) {
      throw new IllegalArgumentException("mlp_bias true is not supported: no Qwen3 has any");
    }
    return new ProjectionBiases(attention, attention, mlp);
  }

  private OptionalInt bos() {
    int[] ids = json.integers("bos_token_id");
    return ids.length == 1 ? OptionalInt.of(ids[0]) : OptionalInt.empty();
  }

  /**
   * End-of-answer ids: first those of {@code generation_config.json}, whose first is the main one,
   * then those of {@code config.json}.
   *
   * @throws MalformedWeightsException that names the file if its ids are no whole numbers
   */
  static int[] eosTokenIds(Path generationConfig, int[] fromConfig) {
    Set<Integer> ids = new LinkedHashSet<>();
    ConfigObject json = new ConfigObject(JsonFiles.read(generationConfig));
    try {
      for (int id : json.integers("eos_token_id")) {
        ids.add(id);
      }
    } catch (IllegalArgumentException e) {
      throw new MalformedWeightsException(generationConfig, String.valueOf(e.getMessage()), e);
    }
    for (int id : fromConfig) {
      ids.add(id);
    }
    return ids.stream().mapToInt(Integer::intValue).toArray();
  }
}
