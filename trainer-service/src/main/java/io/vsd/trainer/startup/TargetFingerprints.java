package io.vsd.trainer.startup;

import io.vsd.engine.checkpoint.TargetIdentity;
import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.model.Precision;
import io.vsd.engine.model.TargetFingerprint;
import io.vsd.engine.weights.ModelDirectory;
import io.vsd.trainer.config.LearningSettings;

/** Tells whose sessions are learned from. */
final class TargetFingerprints {

  private TargetFingerprints() {}

  static TargetIdentity identify(ModelDirectory model, LearningSettings settings) {
    DeviceOptions served =
        new DeviceOptions(settings.targetDevice(), Precision.of(settings.precision()), 1);
    return new TargetIdentity(
        model.config(),
        model.tokenizerHash(),
        settings.targetFingerprint().orElseGet(() -> TargetFingerprint.of(model, served)));
  }
}
