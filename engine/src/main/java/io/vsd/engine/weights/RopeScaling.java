package io.vsd.engine.weights;

/**
 * How a model's rotary frequencies differ from {@code theta^(-2i/d)}. Each kind computes in the
 * order and precision of transformers 4.57.1 ({@code modeling_rope_utils.py}).
 */
public sealed interface RopeScaling {

  /**
   * The frequency that takes the place of an unscaled one, both in radians per position.
   *
   * @param frequency of this pair without scaling
   * @param pair index within the head, 0 the fastest
   * @param rotary what the frequencies are made of
   */
  float scale(float frequency, int pair, Rotary rotary);

  /** What sines and cosines are multiplied by. */
  default double amplitude() {
    return 1;
  }

  /**
   * What unscaled frequencies are made of.
   *
   * @param headDim width of a head, all of which is rotated
   * @param theta base of the frequencies
   */
  record Rotary(int headDim, double theta) {}

  /**
   * Position interpolation: every frequency divided by one factor.
   *
   * @param factor at least 1
   */
  record Linear(double factor) implements RopeScaling {
    public Linear {
      requireFactor("linear", factor);
    }

    @Override
    public float scale(float frequency, int pair, Rotary rotary) {
      return frequency / (float) factor;
    }
  }

  /**
   * Llama 3's scaling: slow frequencies are divided, fast ones kept, the ones between blended.
   *
   * @param factor how much slow frequencies are divided by
   * @param lowFreqFactor wavelengths above {@code originalMaxPositions / lowFreqFactor} are scaled
   * @param highFreqFactor wavelengths below {@code originalMaxPositions / highFreqFactor} are kept
   * @param originalMaxPositions positions that the model was trained on before scaling
   */
  record Llama3(
      double factor, double lowFreqFactor, double highFreqFactor, int originalMaxPositions)
      implements RopeScaling {

    public Llama3 {
      if (!(factor >= 1) || !(lowFreqFactor > 0) || !(highFreqFactor > lowFreqFactor)) {
        throw new IllegalArgumentException(
            "llama3 rope scaling needs factor >= 1 and 0 < low < high, has factor "
                + factor
                + ", low "
                + lowFreqFactor
                + ", high "
                + highFreqFactor);
      }
      requirePositions(originalMaxPositions);
    }

    @Override
    public float scale(float frequency, int pair, Rotary rotary) {
      return (float) scale(frequency);
    }

    /** The same for a frequency of any precision. */
    double scale(double frequency) {
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

  /**
   * YaRN (arXiv 2309.00071): pairs that turn often keep their frequency, pairs that turn seldom are
   * interpolated, those between are blended, and attention is sharpened by the amplitude.
   *
   * @param factor how much slow frequencies are divided by
   * @param originalMaxPositions positions that the model was trained on before scaling
   * @param betaFast turns over those positions from which a pair keeps its frequency
   * @param betaSlow turns below which it is interpolated
   * @param amplitude what sines and cosines are multiplied by
   * @param truncate whether the bounds between the kinds of pairs are rounded outwards
   */
  record Yarn(
      double factor,
      int originalMaxPositions,
      double betaFast,
      double betaSlow,
      double amplitude,
      boolean truncate)
      implements RopeScaling {

    public Yarn {
      requireFactor("yarn", factor);
      requirePositions(originalMaxPositions);
      if (!(betaSlow > 0) || !(betaFast >= betaSlow) || !(amplitude > 0)) {
        throw new IllegalArgumentException(
            "yarn rope scaling needs 0 < beta_slow <= beta_fast and a positive attention factor, has "
                + betaSlow
                + ", "
                + betaFast
                + " and "
                + amplitude);
      }
    }

    /**
     * The amplitude that follows from a factor: {@code 0.1 * mscale * ln(factor) + 1}.
     *
     * @param mscale weight of the logarithm, 1 where a configuration names none
     */
    public static double amplitude(double factor, double mscale) {
      return factor <= 1 ? 1 : 0.1 * mscale * StrictMath.log(factor) + 1;
    }

    @Override
    public float scale(float frequency, int pair, Rotary rotary) {
      double low = pairOf(betaFast, rotary);
      double high = pairOf(betaSlow, rotary);
      low = Math.max(truncate ? Math.floor(low) : low, 0);
      high = Math.min(truncate ? Math.ceil(high) : high, rotary.headDim() - 1);
      float width = (float) (low == high ? 0.001 : high - low);
      float interpolated = Math.clamp((pair - (float) low) / width, 0f, 1f);
      float kept = 1 - interpolated;
      return frequency / (float) factor * (1 - kept) + frequency * kept;
    }

    /** Where in a head, as a fractional pair, a number of turns over the positions lies. */
    private double pairOf(double turns, Rotary rotary) {
      return rotary.headDim()
          * StrictMath.log(originalMaxPositions / (turns * 2 * Math.PI))
          / (2 * StrictMath.log(rotary.theta()));
    }
  }

  private static void requireFactor(String kind, double factor) {
    if (!(factor >= 1) || Double.isInfinite(factor)) {
      throw new IllegalArgumentException(
          kind + " rope scaling needs a factor of at least 1, has " + factor);
    }
  }

  private static void requirePositions(int positions) {
    if (positions <= 0) {
      throw new IllegalArgumentException("original positions must be positive, are " + positions);
    }
  }
}
