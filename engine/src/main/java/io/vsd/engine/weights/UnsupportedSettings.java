package io.vsd.engine.weights;

import io.vsd.engine.format.GgufFile;
import io.vsd.engine.format.MalformedWeightsException;
import java.util.List;
import java.util.Set;

/**
 * Settings of {@code config.json} under which a decoder computes something that the engine's
 * program does not. Each is refused by name unless it has the value that changes nothing.
 */
final class UnsupportedSettings {

  /** SiLU under both of its names. */
  private static final Set<String> ACTIVATIONS = Set.of("silu", "swish");

  /** These change nothing when they are absent, null, false, 0 or empty. */
  private static final List<String> SWITCHES =
      List.of(
          "attn_logit_softcapping",
          "final_logit_softcapping",
          "clip_qkv",
          "qk_layernorm",
          "use_qk_norm",
          "qk_norm",
          "use_qk_layernorm",
          "num_local_experts",
          "num_experts",
          "n_routed_experts",
          "moe_num_experts",
          "kv_lora_rank",
          "q_lora_rank",
          "alibi",
          "use_parallel_residual",
          "parallel_attn",
          "no_rope_layers",
          "attention_chunk_size",
          "cross_attention_layers",
          "add_cross_attention",
          "lm_head_bias",
          "rope_interleave",
          "rope_interleaved");

  /** These change nothing at 1. */
  private static final List<String> FACTORS =
      List.of(
          "embedding_multiplier",
          "residual_multiplier",
          "logits_scaling",
          "logit_scale",
          "scale_emb",
          "embedding_scale",
          "rotary_pct");

  /** The same in a GGUF file's metadata, below the family's name. */
  private static final List<String> GGUF_SWITCHES =
      List.of(
          "expert_count",
          "attn_logit_softcapping",
          "final_logit_softcapping",
          "attention.clamp_kqv",
          "attention.max_alibi_bias");

  private static final List<String> GGUF_FACTORS =
      List.of("logit_scale", "embedding_scale", "residual_scale");

  private UnsupportedSettings() {}

  /**
   * Refuses what is not computed in a GGUF file.
   *
   * @throws MalformedWeightsException that names the key and its value
   */
  static void refuse(GgufFile file, String family, int headDim) {
    GGUF_SWITCHES.forEach(key -> refuseUnless(file, family + "." + key, 0));
    GGUF_FACTORS.forEach(key -> refuseUnless(file, family + "." + key, 1));
    refuseUnless(file, family + ".attention.scale", 1 / Math.sqrt(headDim));
    refuseUnless(file, family + ".attention.value_length", headDim);
    int window = file.integer(family + ".attention.sliding_window").orElse(0);
    if (window > 0 && window < file.integer(family + ".context_length").orElse(0)) {
      refuseUnless(file, family + ".attention.sliding_window", 0);
    }
  }

  private static void refuseUnless(GgufFile file, String key, double neutral) {
    double value = file.number(key).orElse(neutral);
    if (Math.abs(value - neutral) > 1e-6) {
      throw new MalformedWeightsException(
          file.path(),
          "%s %s is not supported: the forward pass computes as with %s"
              .formatted(key, value, neutral));
    }
  }

  /**
   * Refuses what is not computed.
   *
   * @throws IllegalArgumentException that names the key and its value
   */
  static void refuse(ConfigObject config, String family) {
    for (String key : List.of("hidden_act", "hidden_activation")) {
      if (!ACTIVATIONS.contains(config.text(key, "silu"))) {
        throw unsupported(config, key, "silu (swish) is computed");
      }
    }
    if (config.has("quantization_config")) {
      throw unsupported(
          config, "quantization_config", "take the unquantised model or a GGUF file of it");
    }
    for (String key : SWITCHES) {
      if (config.isSet(key)) {
        throw unsupported(config, key, "the forward pass does not compute it");
      }
    }
    for (String key : FACTORS) {
      if (config.number(key, 1) != 1) {
        throw unsupported(config, key, "the forward pass computes as with 1");
      }
    }
    refuseOtherAttention(config);
    refuseWindow(config, family);
  }

  private static void refuseOtherAttention(ConfigObject config) {
    int heads = config.positive("num_attention_heads");
    double dim = config.positive("head_dim", config.positive("hidden_size") / heads);
    double usual = 1 / Math.sqrt(dim);
    if (Math.abs(config.number("attention_multiplier", usual) - usual) > 1e-6) {
      throw unsupported(config, "attention_multiplier", "scores are scaled by 1/sqrt(head_dim)");
    }
    if (config.number("query_pre_attn_scalar", dim) != dim) {
      throw unsupported(config, "query_pre_attn_scalar", "scores are scaled by 1/sqrt(head_dim)");
    }
  }

  /** A window that reaches over all positions hides nothing and is as good as none. */
  private static void refuseWindow(ConfigObject config, String family) {
    List<String> kinds = config.texts("layer_types");
    for (String kind : kinds) {
      if (!kind.equals("full_attention") && !kind.equals("sliding_attention")) {
        throw unsupported(config, "layer_types", "'" + kind + "' layers are not computed");
      }
    }
    boolean asked = config.flag("use_sliding_window", false) && !family.equals("llama");
    int layers = config.positive("num_hidden_layers");
    boolean sliding =
        kinds.isEmpty()
            ? asked && config.integer("max_window_layers", 28) < layers
            : kinds.contains("sliding_attention");
    boolean unlimited =
        config.integer("sliding_window", asked ? 4096 : 0)
            >= config.integer("max_position_embeddings", Integer.MAX_VALUE);
    if (sliding && !unlimited) {
      throw new IllegalArgumentException(
          "sliding-window attention (sliding_window "
              + config.shown("sliding_window")
              + ") is not supported");
    }
  }

  private static IllegalArgumentException unsupported(
      ConfigObject config, String key, String instead) {
    return new IllegalArgumentException(
        key + " " + config.shown(key) + " is not supported: " + instead);
  }
}
