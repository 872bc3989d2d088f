package io.vsd.engine.training;

import io.vsd.engine.checkpoint.DraftConfig;

/** Rotary frequencies of a draft, radians per position. */
final class RotaryFrequencies {

  private RotaryFrequencies() {}

  /** [headDim / 2]. */
  static float[] of(DraftConfig config) {
    float[] out = new float[config.headDim() / 2];
    for (int i = 0; i < out.length; i++) {
      double f = Math.pow(config.ropeTheta(), -2.0 * i / config.headDim());
      out[i] = (float) (config.ropeScaling() == null ? f : config.ropeScaling().scale(f));
    }
    return out;
  }
}
