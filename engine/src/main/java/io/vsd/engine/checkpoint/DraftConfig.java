package io.vsd.engine.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vsd.engine.weights.ModelConfig;
import io.vsd.engine.weights.RopeScaling;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Dimensions of a draft network, in the words of EAGLE-3's public {@code config.json}: one decoder
 * layer of the Llama family over the target's width.
 *
 * @param hiddenSize width H of target and draft
 * @param intermediateSize of the layer's MLP
 * @param numHeads query heads
 * @param numKvHeads key and value heads
 * @param headDim width of a head
 * @param vocabSize of the target
 * @param draftVocabSize of the draft's head
 * @param maxPositions limit of the positions it was trained for; advisory
 * @param ropeTheta base of the rotary frequencies
 * @param rmsNormEps of every norm
 * @param normBeforeResidual whether the residual is the normed feature (speculators' flag)
 * @param ropeScaling of the rotary frequencies, or null
 */
public record DraftConfig(
    int hiddenSize,
    int intermediateSize,
    int numHeads,
    int numKvHeads,
    int headDim,
    int vocabSize,
    int draftVocabSize,
    int maxPositions,
    double ropeTheta,
    double rmsNormEps,
    boolean normBeforeResidual,
    @Nullable RopeScaling ropeScaling) {

  /** Variations of EAGLE-3 that compute something else with the same tensors. */
  private static final List<String> UNSUPPORTED_FLAGS =
      List.of("norm_before_fc", "norm_output", "attention_bias", "mlp_bias");

  private static final JsonMapper JSON = new JsonMapper();

  /** Checks that heads divide. */
  public DraftConfig {
    if (numKvHeads <= 0 || numHeads % numKvHeads != 0) {
      throw new IllegalArgumentException(
          numHeads + " query heads do not divide into " + numKvHeads + " key heads");
    }
    if (hiddenSize <= 0 || headDim <= 0 || headDim % 2 != 0 || draftVocabSize <= 0) {
      throw new IllegalArgumentException("a draft dimension is not positive or a head is odd");
    }
  }

  /** The draft that fits a target: one layer with the target's own widths. */
  public static DraftConfig of(ModelConfig target, int draftVocabSize) {
    return new DraftConfig(
        target.hiddenSize(),
        target.intermediateSize(),
        target.numHeads(),
        target.numKvHeads(),
        target.headDim(),
        target.vocabSize(),
        draftVocabSize,
        target.maxPositions(),
        target.ropeTheta(),
        target.rmsNormEps(),
        false,
        target.ropeScaling());
  }

  /** Query width: heads times head width. */
  public int queryWidth() {
    return numHeads * headDim;
  }

  /** Key and value width. */
  public int keyWidth() {
    return numKvHeads * headDim;
  }

  /** {@code config.json} as public EAGLE-3 heads have it. */
  public String toJson() {
    ObjectNode o = JSON.createObjectNode();
    o.putArray("architectures").add("LlamaForCausalLMEagle3");
    o.put("model_type", "llama");
    o.put("hidden_act", "silu");
    o.put("hidden_size", hiddenSize);
    o.put("intermediate_size", intermediateSize);
    o.put("num_hidden_layers", 1);
    o.put("num_attention_heads", numHeads);
    o.put("num_key_value_heads", numKvHeads);
    o.put("head_dim", headDim);
    o.put("vocab_size", vocabSize);
    o.put("draft_vocab_size", draftVocabSize);
    o.put("max_position_embeddings", maxPositions);
    o.put("rope_theta", ropeTheta);
    o.put("rms_norm_eps", rmsNormEps);
    o.put("attention_bias", false);
    o.put("mlp_bias", false);
    o.put("tie_word_embeddings", false);
    o.put("norm_before_residual", normBeforeResidual);
    o.put("torch_dtype", "float16");
    if (ropeScaling != null) {
      o.set("rope_scaling", scalingNode(ropeScaling));
    }
    return o.toPrettyString() + "\n";
  }

  private static ObjectNode scalingNode(RopeScaling s) {
    ObjectNode o = JSON.createObjectNode();
    o.put("rope_type", "llama3");
    o.put("factor", s.factor());
    o.put("low_freq_factor", s.lowFreqFactor());
    o.put("high_freq_factor", s.highFreqFactor());
    o.put("original_max_position_embeddings", s.originalMaxPositions());
    return o;
  }

  /**
   * Reads {@code config.json} of this project or of a public EAGLE-3 head.
   *
   * @throws IOException when a needed field is missing; says which
   */
  public static DraftConfig fromJson(String json) throws IOException {
    JsonNode o = JSON.readTree(json);
    for (String flag : UNSUPPORTED_FLAGS) {
      if (o.path(flag).asBoolean(false)) {
        throw new IOException("config.json: " + flag + " is not supported");
      }
    }
    int hidden = integer(o, "hidden_size");
    int heads = integer(o, "num_attention_heads");
    int vocab = integer(o, "vocab_size");
    try {
      return new DraftConfig(
          hidden,
          integer(o, "intermediate_size"),
          heads,
          o.path("num_key_value_heads").asInt(heads),
          o.path("head_dim").asInt(hidden / Math.max(1, heads)),
          vocab,
          o.path("draft_vocab_size").asInt(vocab),
          o.path("max_position_embeddings").asInt(2048),
          o.path("rope_theta").asDouble(10000),
          o.path("rms_norm_eps").asDouble(1e-6),
          o.path("norm_before_residual").asBoolean(false),
          scaling(o.path("rope_scaling")));
    } catch (IllegalArgumentException e) {
      throw new IOException("config.json: " + e.getMessage(), e);
    }
  }

  private static @Nullable RopeScaling scaling(JsonNode o) throws IOException {
    if (o.isMissingNode() || o.isNull()) {
      return null;
    }
    String type = o.path("rope_type").asText(o.path("type").asText(""));
    if (type.equals("default")) {
      return null;
    }
    if (!type.equals("llama3")) {
      throw new IOException("config.json: rope_scaling of type '" + type + "' is not supported");
    }
    return new RopeScaling(
        o.path("factor").asDouble(8),
        o.path("low_freq_factor").asDouble(1),
        o.path("high_freq_factor").asDouble(4),
        o.path("original_max_position_embeddings").asInt(8192));
  }

  private static int integer(JsonNode o, String field) throws IOException {
    if (!o.path(field).canConvertToInt()) {
      throw new IOException("config.json: field " + field + " is missing or no integer");
    }
    return o.path(field).intValue();
  }
}
