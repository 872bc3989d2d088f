package io.vsd.engine.weights;

import org.jspecify.annotations.Nullable;

/**
 * Rotary embedding of a model or a draft before positions come in: pair i at position p turns by
 * {@code p * radians[i]}, and sines and cosines are multiplied by the amplitude.
 *
 * @param radians [headDim / 2] per position, formed in fp32 as transformers forms them
 * @param amplitude 1 without scaling
 */
public record RotaryFrequencies(float[] radians, float amplitude) {

  /** The frequencies of a head of this width. */
  public static RotaryFrequencies of(int headDim, double theta, @Nullable RopeScaling scaling) {
    RopeScaling.Rotary rotary = new RopeScaling.Rotary(headDim, theta);
    float[] radians = new float[headDim / 2];
    for (int i = 0; i < radians.length; i++) {
      float exponent = 2f * i / headDim;
      float frequency = (float) (1.0 / StrictMath.pow(theta, exponent));
      radians[i] = scaling == null ? frequency : scaling.scale(frequency, i, rotary);
    }
    return new RotaryFrequencies(radians, scaling == null ? 1 : (float) scaling.amplitude());
  }
}
