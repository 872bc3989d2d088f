package io.vsd.engine.checkpoint;

import io.vsd.engine.weights.ConfigObject;
import io.vsd.engine.weights.RopeConfig;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Reads the {@code config.json} of an EAGLE-3 head in its public layouts: flat, as EAGLE's own and
 * SpecForge's heads have it, or as the speculators project nests it. What computes something else
 * with the same tensors is refused by name.
 */
final class DraftConfigReader {
  private static final String LAYER_IDS = "eagle_aux_hidden_state_layer_ids";
  private static final Set<String> ACTIVATIONS = Set.of("silu", "swish");

  /** Variations of EAGLE-3; absent, null, false and 0 are the plain one. */
  private static final List<String> VARIATIONS =
      List.of(
          "norm_before_fc",
          "norm_output",
          "fc_norm",
          "use_fc_norm",
          "attention_bias",
          "mlp_bias",
          "qk_norm",
          "use_qk_norm",
          "parallel_drafting",
          "num_experts",
          "num_local_experts",
          "use_sliding_window",
          "quantization_config");

  private final ConfigObject head;
  private final ConfigObject network;

  private DraftConfigReader(ConfigObject head, ConfigObject network) {
    this.head = head;
    this.network = network;
  }

  /**
   * Reads a configuration.
   *
   * @throws IllegalArgumentException that names the key or the layout that is not supported
   */
  static DraftConfig read(String json) {
    ConfigObject head = ConfigObject.parse(json);
    DraftConfigReader reader = new DraftConfigReader(head, network(head));
    reader.refuseVariations();
    return reader.config();
  }

  private static ConfigObject network(ConfigObject head) {
    if (head.has("speculators_model_type")) {
      String type = head.text("speculators_model_type", "");
      if (!type.equals("eagle3")) {
        throw new IllegalArgumentException(
            "the speculators layout '" + type + "' is not supported (eagle3 is)");
      }
      return head.object("transformer_layer_config")
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "the speculators layout 'eagle3' lacks transformer_layer_config"));
    }
    List<String> architectures = head.texts("architectures");
    boolean olderEagle =
        architectures.stream().anyMatch(a -> a.contains("Eagle") || a.contains("EAGLE"))
            && architectures.stream().noneMatch(a -> a.matches(".*(?i:eagle)_?-?3.*"));
    if (olderEagle || head.has("medusa_num_heads")) {
      throw new IllegalArgumentException(
          "the layout " + head.shown("architectures") + " is not supported: EAGLE-3 heads are");
    }
    return head;
  }

  private void refuseVariations() {
    for (ConfigObject where : List.of(head, network)) {
      for (String key : VARIATIONS) {
        if (where.isSet(key)) {
          throw unsupported(where, key, "such a head computes something else");
        }
      }
      if (!ACTIVATIONS.contains(where.text("hidden_act", "silu"))) {
        throw unsupported(where, "hidden_act", "silu (swish) is computed");
      }
      if (where.integer("num_hidden_layers", 1) != 1) {
        throw unsupported(where, "num_hidden_layers", "a draft has one decoder layer");
      }
    }
  }

  private DraftConfig config() {
    int hidden = network.positive("hidden_size");
    int heads = network.positive("num_attention_heads");
    int vocab = network.positive("vocab_size");
    int positions = network.positive("max_position_embeddings", 2048);
    if (head.integer("target_hidden_size", hidden) != hidden) {
      throw unsupported(head, "target_hidden_size", "draft and target have one hidden_size");
    }
    RopeConfig rope = RopeConfig.read(network, positions);
    return new DraftConfig(
        hidden,
        network.positive("intermediate_size"),
        heads,
        network.positive("num_key_value_heads", heads),
        network.positive("head_dim", Math.max(1, hidden / heads)),
        vocab,
        head.positive("draft_vocab_size", vocab),
        positions,
        rope.theta(),
        network.number("rms_norm_eps", 1e-6),
        head.flag("norm_before_residual", false),
        rope.scaling(),
        featureLayers());
  }

  /**
   * Layers whose inputs are the features. On the top level they are counted so (vLLM, speculators);
   * below {@code eagle_config} the layers are named whose outputs are meant (SGLang), one less.
   */
  private List<Integer> featureLayers() {
    int[] ids = head.integers(LAYER_IDS);
    ConfigObject nested = head.object("eagle_config").orElse(null);
    if (nested != null && !nested.flag("use_aux_hidden_state", true)) {
      throw new IllegalArgumentException(
          "eagle_config.use_aux_hidden_state false is not supported: features of three layers are"
              + " read");
    }
    if (ids.length == 0 && nested != null) {
      ids = Arrays.stream(nested.integers(LAYER_IDS)).map(id -> id + 1).toArray();
    }
    return Arrays.stream(ids).boxed().toList();
  }

  private static IllegalArgumentException unsupported(
      ConfigObject where, String key, String instead) {
    return new IllegalArgumentException(
        key + " " + where.shown(key) + " is not supported: " + instead);
  }
}
