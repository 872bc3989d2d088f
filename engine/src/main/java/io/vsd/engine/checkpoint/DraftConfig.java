package io.vsd.engine.checkpoint;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vsd.engine.weights.ModelConfig;
import io.vsd.engine.weights.RopeScaling;
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
 * @param featureLayers decoder layers whose inputs it was trained on; empty where it does not say
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
    @Nullable RopeScaling ropeScaling,
    List<Integer> featureLayers) {

  private static final JsonMapper JSON = new JsonMapper();

  /** Checks that heads divide; the list is copied. */
  public DraftConfig {
    featureLayers = List.copyOf(featureLayers);
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
        target.ropeScaling(),
        List.of());
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
    if (!featureLayers.isEmpty()) {
      featureLayers.forEach(o.putArray("eagle_aux_hidden_state_layer_ids")::add);
    }
    return o.toPrettyString() + "\n";
  }

  private static ObjectNode scalingNode(RopeScaling scaling) {
    ObjectNode o = JSON.createObjectNode();
    switch (scaling) {
      case RopeScaling.Linear s -> o.put("rope_type", "linear").put("factor", s.factor());
      case RopeScaling.Llama3 s ->
          o.put("rope_type", "llama3")
              .put("factor", s.factor())
              .put("low_freq_factor", s.lowFreqFactor())
              .put("high_freq_factor", s.highFreqFactor())
              .put("original_max_position_embeddings", s.originalMaxPositions());
      case RopeScaling.Yarn s ->
          o.put("rope_type", "yarn")
              .put("factor", s.factor())
              .put("original_max_position_embeddings", s.originalMaxPositions())
              .put("beta_fast", s.betaFast())
              .put("beta_slow", s.betaSlow())
              .put("attention_factor", s.amplitude())
              .put("truncate", s.truncate());
    }
    return o;
  }

  /**
   * Reads {@code config.json} of this project or of a public EAGLE-3 head.
   *
   * @throws IllegalArgumentException when a needed field is missing or the network is another; says
   *     which
   */
  public static DraftConfig fromJson(String json) {
    return DraftConfigReader.read(json);
  }
}
