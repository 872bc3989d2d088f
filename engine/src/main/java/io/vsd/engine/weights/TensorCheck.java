package io.vsd.engine.weights;

import io.vsd.engine.format.MalformedWeightsException;
import io.vsd.engine.format.WeightSource;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Compares the tensors of a model's files with those that its configuration asks for. A model is
 * loaded only if each one asked for is there in its shape and none is there that would not be used,
 * since both mean that something else would be computed than the model was trained to.
 */
final class TensorCheck {

  /** Constants that older exports carry along; the program makes them itself. */
  private static final List<String> CONSTANTS =
      List.of(".inv_freq", ".cos_cached", ".sin_cached", ".masked_bias", ".position_ids");

  private final Path origin;
  private final ModelConfig config;
  private final WeightSource weights;
  private final UnaryOperator<String> nameInFile;

  private TensorCheck(
      Path origin, ModelConfig config, WeightSource weights, UnaryOperator<String> nameInFile) {
    this.origin = origin;
    this.config = config;
    this.weights = weights;
    this.nameInFile = nameInFile;
  }

  /**
   * Checks names and shapes of a file that keeps Hugging Face names; reads no values.
   *
   * @param origin named in the message
   * @param isBuffer whether a tensor holds whole numbers, as no weight does
   * @throws MalformedWeightsException that names the first tensor that does not fit
   */
  static void check(
      Path origin, ModelConfig config, WeightSource weights, Predicate<String> isBuffer) {
    new TensorCheck(origin, config, weights, UnaryOperator.identity()).run(isBuffer);
  }

  /** The same of a GGUF file, whose own names the message has, too. */
  static void check(Path origin, GgufModel model) {
    new TensorCheck(origin, model.config(), model, GgufModel::nameInFile).run(name -> false);
  }

  private void run(Predicate<String> isBuffer) {
    layers();
    // Listed after the layers were counted: a configuration may claim any number of them.
    SequencedMap<String, long[]> expected = ModelTensors.of(config);
    expected.forEach(this::present);
    for (String name : weights.names()) {
      if (!expected.containsKey(name) && !isHarmless(name, isBuffer.test(name))) {
        throw stranger(name);
      }
    }
  }

  /** Whether a tensor that is not used changes nothing: a constant, or a buffer of integers. */
  static boolean isHarmless(String name, boolean integral) {
    return CONSTANTS.stream().anyMatch(("." + name)::endsWith)
        || (integral && !name.endsWith("weight") && !name.endsWith("proj.bias"));
  }

  private void layers() {
    int there = weights.names().stream().mapToInt(ModelTensors::layerOf).max().orElse(-1) + 1;
    if (there != config.numLayers()) {
      int first = Math.min(there, config.numLayers());
      String named =
          there > config.numLayers()
              ? weights.names().stream()
                  .filter(n -> ModelTensors.layerOf(n) >= first)
                  .findFirst()
                  .orElseThrow()
              : "model.layers." + first + ".input_layernorm.weight";
      throw fault(
          named,
          (there > first ? "is there" : "is missing")
              + ": the weights hold %d layers, the configuration says %d"
                  .formatted(there, config.numLayers()));
    }
  }

  private void present(String name, long[] shape) {
    if (!weights.names().contains(name)) {
      throw fault(name, "is missing" + whyAsked(name));
    }
    long[] actual = weights.shape(name);
    if (!Arrays.equals(actual, shape)) {
      boolean rows = actual.length == 2 && shape[0] == config.vocabSize() && actual[1] == shape[1];
      throw fault(
          name,
          rows && ModelTensors.layerOf(name) < 0
              ? "has %d rows, the vocab_size is %d".formatted(actual[0], shape[0])
              : "has shape %s, the configuration asks for %s"
                  .formatted(Arrays.toString(actual), Arrays.toString(shape)));
    }
  }

  private String whyAsked(String name) {
    if (name.equals(TiedWeights.HEAD)) {
      return ", and tie_word_embeddings is not true";
    }
    return name.endsWith(".bias") ? ", and a " + config.family() + " like this one has it" : "";
  }

  private MalformedWeightsException stranger(String name) {
    return fault(
        name,
        "is there, but a %s with this configuration has no use for it".formatted(config.family()));
  }

  private MalformedWeightsException fault(String tensor, String reason) {
    String own = nameInFile.apply(tensor);
    return new MalformedWeightsException(
        origin, tensor, own.equals(tensor) ? reason : reason + " (the file's name: " + own + ")");
  }
}
