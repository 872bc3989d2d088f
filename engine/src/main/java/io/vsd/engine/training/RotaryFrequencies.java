package io.vsd.engine.training;

import io.vsd.engine.weights.RopeScaling;
import org.jspecify.annotations.Nullable;

/** Rotary frequencies, radians per position. */
final class RotaryFrequencies {

  private RotaryFrequencies() {}

  /** [headDim / 2]. */
  static float[] of(int headDim, double theta, @Nullable RopeScaling scaling) {
    float[] out = new float[headDim / 2];
    for (int i = 0; i < out.length; i++) {
      double f = Math.pow(theta, -2.0 * i / headDim);
      out[i] = (float) (scaling == null ? f : scaling.scale(f));
    }
    return out;
  }
}
