package io.vsd.local.memory;

import io.vsd.engine.format.WeightSource;
import io.vsd.engine.weights.ModelConfig;
import io.vsd.engine.weights.ModelDirectory;
import java.nio.file.Path;

/**
 * How large a model is, from its configuration and the shapes of its tensors; no weight is read.
 *
 * @param parameters elements of all its tensors
 * @param vocabulary rows of its embedding
 * @param hidden width of the residual stream
 * @param intermediate width of the feed-forward layer
 * @param layers decoder layers
 * @param kvWidth elements of keys and values that a layer keeps of a token
 * @param tied whether its head is its embedding, so that there are no weights of a head
 */
public record ModelSize(
    long parameters,
    long vocabulary,
    long hidden,
    long intermediate,
    long layers,
    long kvWidth,
    boolean tied) {
  private static final int DRAFT_VOCABULARY = 8192;

  /**
   * Size of the model at this path.
   *
   * @throws io.vsd.engine.format.MalformedWeightsException if it is none that can be used
   */
  public static ModelSize read(Path model) {
    try (ModelDirectory opened = ModelDirectory.open(model)) {
      WeightSource weights = opened.weights();
      long parameters = 0;
      for (String name : weights.names()) {
        parameters += elements(weights.shape(name));
      }
      ModelConfig config = opened.config();
      return new ModelSize(
          parameters,
          config.vocabSize(),
          config.hiddenSize(),
          config.intermediateSize(),
          config.numLayers(),
          2L * config.numKvHeads() * config.headDim(),
          config.tiedEmbeddings());
    }
  }

  /** Bytes of all its weights in 16 bits. */
  public long halfBytes() {
    return 2 * parameters;
  }

  /** Elements of its embedding. */
  public long embedding() {
    return vocabulary * hidden;
  }

  /** Elements of the output layer of a draft with the vocabulary that learning begins with. */
  public long draftHead() {
    return Math.min(vocabulary, DRAFT_VOCABULARY) * hidden;
  }

  /**
   * Elements of an EAGLE-3 draft for this model: three feature layers in, attention over twice the
   * width, one feed-forward layer, its output layer.
   */
  public long draftParameters() {
    long features = 3 * hidden * hidden;
    long attention = 2 * hidden * (hidden + kvWidth) + hidden * hidden;
    return features + attention + 3 * hidden * intermediate + draftHead();
  }

  private static long elements(long[] shape) {
    long elements = 1;
    for (long dimension : shape) {
      elements *= dimension;
    }
    return elements;
  }
}
