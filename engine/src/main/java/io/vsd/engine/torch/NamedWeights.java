package io.vsd.engine.torch;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import io.vsd.engine.format.WeightSource;
import io.vsd.engine.weights.ModelConfig;
import java.util.HashMap;
import java.util.Map;

/**
 * A target's weights as programs take them: fp32 tensors on the host by their names, which the
 * program copies.
 */
public final class NamedWeights {
  private static final String LAYERS = "model.layers.";
  private static final String HEAD = "lm_head.weight";

  private NamedWeights() {}

  /** A layer's, by what follows {@code model.layers.N.} in their names. */
  public static Map<String, PtNDArray> layer(NDManager host, WeightSource weights, int layer) {
    String prefix = LAYERS + layer + ".";
    Map<String, PtNDArray> named = new HashMap<>();
    for (String name : weights.names()) {
      if (name.startsWith(prefix)) {
        named.put(name.substring(prefix.length()), TorchTensors.floats(host, weights, name));
      }
    }
    return named;
  }

  /** Those outside the layers; the head only where it is not the embedding. */
  public static IValue ends(NDManager host, ModelConfig config, WeightSource weights) {
    Map<String, PtNDArray> named = new HashMap<>();
    for (String name : weights.names()) {
      if (!name.startsWith(LAYERS) && !(config.tiedEmbeddings() && name.equals(HEAD))) {
        named.put(name, TorchTensors.floats(host, weights, name));
      }
    }
    return IValue.stringMapFrom(named);
  }
}
