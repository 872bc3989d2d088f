package io.vsd.engine.model;

import io.vsd.engine.weights.ModelConfig;
import io.vsd.engine.weights.RotaryFrequencies;

/**
 * Rotary embedding of every position, {@code [positions, headDim]} each. The sine carries the sign
 * of the rotation: its first half is negative. Angles are formed in fp32 as transformers forms
 * them.
 */
public record RotaryTable(int positions, float[] cos, float[] sin) {

  /** The table of a model for positions from 0 on. */
  public static RotaryTable of(ModelConfig config, int positions) {
    int dim = config.headDim();
    int half = dim / 2;
    RotaryFrequencies frequencies =
        RotaryFrequencies.of(dim, config.ropeTheta(), config.ropeScaling());
    float[] cos = new float[positions * dim];
    float[] sin = new float[positions * dim];
    for (int i = 0; i < half; i++) {
      float frequency = frequencies.radians()[i];
      for (int p = 0; p < positions; p++) {
        float angle = p * frequency;
        float c = (float) StrictMath.cos(angle) * frequencies.amplitude();
        float s = (float) StrictMath.sin(angle) * frequencies.amplitude();
        int at = p * dim + i;
        cos[at] = c;
        cos[at + half] = c;
        sin[at] = -s;
        sin[at + half] = s;
      }
    }
    return new RotaryTable(positions, cos, sin);
  }
}
