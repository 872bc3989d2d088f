package io.vsd.engine.weights;

/**
 * Llama 3's scaling of rotary frequencies ({@code rope_type: llama3}).
 *
 * @param factor how much slow frequencies are divided by
 * @param lowFreqFactor wavelengths above {@code originalMaxPositions / lowFreqFactor} are scaled
 * @param highFreqFactor wavelengths below {@code originalMaxPositions / highFreqFactor} are kept
 * @param originalMaxPositions positions that the model was trained on before scaling
 */
public record RopeScaling(
    double factor, double lowFreqFactor, double highFreqFactor, int originalMaxPositions) {

  public RopeScaling {
    if (!(factor >= 1) || !(lowFreqFactor > 0) || !(highFreqFactor > lowFreqFactor)) {
      throw new IllegalArgumentException(
          "llama3 rope scaling needs factor >= 1 and 0 < low < high, has factor "
              + factor
              + ", low "
              + lowFreqFactor
              + ", high "
              + highFreqFactor);
    }
    if (originalMaxPositions <= 0) {
      throw new IllegalArgumentException(
          "original positions must be positive, are " + originalMaxPositions);
    }
  }

  /** The frequency that takes the place of an unscaled one, both in radians per position. */
  public double scale(double frequency) {
    double wavelength = 2 * Math.PI / frequency;
    if (wavelength < originalMaxPositions / highFreqFactor) {
      return frequency;
    }
    if (wavelength > originalMaxPositions / lowFreqFactor) {
      return frequency / factor;
    }
    double smooth =
        (originalMaxPositions / wavelength - lowFreqFactor) / (highFreqFactor - lowFreqFactor);
    return (1 - smooth) * frequency / factor + smooth * frequency;
  }
}
