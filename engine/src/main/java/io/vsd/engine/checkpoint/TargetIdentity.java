package io.vsd.engine.checkpoint;

import io.vsd.engine.weights.ModelConfig;
import io.vsd.engine.weights.ModelDirectory;
import java.util.Arrays;
import java.util.List;

/**
 * What a draft must know of the target that it serves: dimensions, tokenizer and fingerprint.
 *
 * @param config of the target
 * @param tokenizerHash of its tokenizer file
 * @param fingerprint of its weights and precision; another one is a warning, never a refusal
 */
public record TargetIdentity(ModelConfig config, String tokenizerHash, String fingerprint) {

  /** The identity of an opened model, its weights' hash standing for the fingerprint. */
  public static TargetIdentity of(ModelDirectory model) {
    return new TargetIdentity(model.config(), model.tokenizerHash(), model.weightsHash());
  }

  /** The decoder layers whose inputs are the features, lowest first. */
  public int[] featureLayers() {
    int n = config.numLayers();
    return new int[] {Math.min(2, n - 1), n / 2, Math.max(n - 3, 0)};
  }

  List<Integer> featureLayerList() {
    return Arrays.stream(featureLayers()).boxed().toList();
  }
}
