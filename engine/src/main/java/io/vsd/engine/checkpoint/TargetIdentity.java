package io.vsd.engine.checkpoint;

import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.model.FeatureLayers;
import io.vsd.engine.model.Precision;
import io.vsd.engine.model.TargetFingerprint;
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

  /** The identity of an opened model as a verifier with these options serves it. */
  public static TargetIdentity of(ModelDirectory model, DeviceOptions options) {
    return new TargetIdentity(
        model.config(), model.tokenizerHash(), TargetFingerprint.of(model, options));
  }

  /** The same as it is served by default: on the CPU, weights as they are stored. */
  public static TargetIdentity of(ModelDirectory model) {
    return of(model, DeviceOptions.cpu(Precision.STORED, 1));
  }

  /** The decoder layers whose inputs are the features, lowest first. */
  public int[] featureLayers() {
    return FeatureLayers.of(config.numLayers());
  }

  List<Integer> featureLayerList() {
    return Arrays.stream(featureLayers()).boxed().toList();
  }
}
