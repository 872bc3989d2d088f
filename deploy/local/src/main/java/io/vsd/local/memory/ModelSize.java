package io.vsd.local.memory;

import io.vsd.engine.weights.ModelConfig;
import io.vsd.engine.weights.ModelDirectory;
import io.vsd.engine.weights.WeightSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * How large a model is, from its configuration and the shapes of its tensors; no weight is read.
 *
 * @param parameters elements of all its tensors
 * @param vocabulary rows of its embedding
 * @param hidden width of the residual stream
 * @param intermediate width of the feed-forward layer
 * @param layers decoder layers
 * @param kvWidth elements of keys and values that a layer keeps of a token
 * @param storedBytes of its weight files
 */
public record ModelSize(
    long parameters,
    long vocabulary,
    long hidden,
    long intermediate,
    long layers,
    long kvWidth,
    long storedBytes) {

  /**
   * Size of the model at this path.
   *
   * @throws io.vsd.engine.weights.MalformedWeightsException if it is none that can be used
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
          storedBytes(model));
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

  private static long elements(long[] shape) {
    long elements = 1;
    for (long dimension : shape) {
      elements *= dimension;
    }
    return elements;
  }

  private static long storedBytes(Path model) {
    try (Stream<Path> files = Files.isDirectory(model) ? Files.list(model) : Stream.of(model)) {
      return files
          .filter(f -> f.toString().matches(".*\\.(safetensors|gguf)"))
          .mapToLong(ModelSize::bytes)
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + model, e);
    }
  }

  private static long bytes(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the size of " + file, e);
    }
  }
}
