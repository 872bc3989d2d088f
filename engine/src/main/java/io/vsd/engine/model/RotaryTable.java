package io.vsd.engine.model;

import io.vsd.engine.weights.ModelConfig;
import io.vsd.engine.weights.RopeScaling;
import org.jspecify.annotations.Nullable;

/**
 * Rotary embedding of every position, {@code [positions, headDim]} each. The sine carries the sign
 * of the rotation: its first half is negative. Angles are formed in fp32 as transformers forms
 * them.
 */
record RotaryTable(int positions, float[] cos, float[] sin) {

  static RotaryTable of(ModelConfig config, int positions) {
    int dim = config.headDim();
    int half = dim / 2;
    float[] cos = new float[positions * dim];
    float[] sin = new float[positions * dim];
    for (int i = 0; i < half; i++) {
      float frequency = frequency(config, i);
      for (int p = 0; p < positions; p++) {
        float angle = p * frequency;
        float c = (float) StrictMath.cos(angle);
        float s = (float) StrictMath.sin(angle);
        int at = p * dim + i;
        cos[at] = c;
        cos[at + half] = c;
        sin[at] = -s;
        sin[at + half] = s;
      }
    }
    return new RotaryTable(positions, cos, sin);
  }

  private static float frequency(ModelConfig config, int pair) {
    float exponent = 2f * pair / config.headDim();
    float frequency = (float) (1.0 / StrictMath.pow(config.ropeTheta(), exponent));
    @Nullable RopeScaling scaling = config.ropeScaling();
    return scaling == null ? frequency : (float) scaling.scale(frequency);
  }
}
