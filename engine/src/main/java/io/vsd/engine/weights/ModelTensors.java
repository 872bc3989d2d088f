package io.vsd.engine.weights;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** Names and shapes of the weights that a configuration asks for, in Hugging Face naming. */
final class ModelTensors {
  private static final String LAYERS = "model.layers.";

  private final ModelConfig config;
  private final SequencedMap<String, long[]> shapes = new LinkedHashMap<>();

  private ModelTensors(ModelConfig config) {
    this.config = config;
  }

  /** Every tensor that the forward pass reads, outermost dimension of a shape first. */
  static SequencedMap<String, long[]> of(ModelConfig config) {
    ModelTensors tensors = new ModelTensors(config);
    tensors.addAll();
    return tensors.shapes;
  }

  /** The layer that a name belongs to, or -1. */
  static int layerOf(String name) {
    if (!name.startsWith(LAYERS)) {
      return -1;
    }
    int end = name.indexOf('.', LAYERS.length());
    String number = name.substring(LAYERS.length(), Math.max(end, LAYERS.length()));
    return number.matches("\\d{1,9}") ? Integer.parseInt(number) : -1;
  }

  private void addAll() {
    long width = config.hiddenSize();
    shapes.put("model.embed_tokens.weight", new long[] {config.vocabSize(), width});
    for (int layer = 0; layer < config.numLayers(); layer++) {
      addLayer(LAYERS + layer + ".");
    }
    shapes.put("model.norm.weight", new long[] {width});
    if (!config.tiedEmbeddings()) {
      shapes.put("lm_head.weight", new long[] {config.vocabSize(), width});
    }
  }

  private void addLayer(String layer) {
    long width = config.hiddenSize();
    long inner = config.intermediateSize();
    long queries = (long) config.numHeads() * config.headDim();
    long keys = (long) config.numKvHeads() * config.headDim();
    ProjectionBiases biases = config.biases();
    String attention = layer + "self_attn.";
    shapes.put(layer + "input_layernorm.weight", new long[] {width});
    addLinear(attention + "q_proj", queries, width, biases.queryKeyValue());
    addLinear(attention + "k_proj", keys, width, biases.queryKeyValue());
    addLinear(attention + "v_proj", keys, width, biases.queryKeyValue());
    addLinear(attention + "o_proj", width, queries, biases.output());
    if (config.qkNorm()) {
      shapes.put(attention + "q_norm.weight", new long[] {config.headDim()});
      shapes.put(attention + "k_norm.weight", new long[] {config.headDim()});
    }
    shapes.put(layer + "post_attention_layernorm.weight", new long[] {width});
    addLinear(layer + "mlp.gate_proj", inner, width, biases.mlp());
    addLinear(layer + "mlp.up_proj", inner, width, biases.mlp());
    addLinear(layer + "mlp.down_proj", width, inner, biases.mlp());
  }

  private void addLinear(String name, long rows, long columns, boolean bias) {
    shapes.put(name + ".weight", new long[] {rows, columns});
    if (bias) {
      shapes.put(name + ".bias", new long[] {rows});
    }
  }
}
