package io.vsd.engine.weights;

import io.vsd.engine.format.GgufFile;
import io.vsd.engine.format.MalformedWeightsException;
import org.jspecify.annotations.Nullable;

/**
 * The rotary settings of a GGUF file: {@code rope.scaling.*} with its type, the older {@code
 * rope.scale_linear}, or Llama 3's scaling as the tensor of divisors that llama.cpp computes with.
 */
final class GgufRope {
  /** The tensor of divisors, one a pair. */
  static final String DIVISORS = "rope_freqs.weight";

  private static final int LONGEST_TRAINED = 1 << 20;

  private final GgufFile file;
  private final String prefix;
  private final int headDim;

  private GgufRope(GgufFile file, String family, int headDim) {
    this.file = file;
    this.prefix = family + ".rope.";
    this.headDim = headDim;
  }

  /**
   * Reads theta and scaling.
   *
   * @throws MalformedWeightsException if less than a head is rotated, or otherwise than by theta,
   *     linear, yarn or llama3; names the key or the tensor
   */
  static RopeConfig read(GgufFile file, String family, int headDim) {
    return new GgufRope(file, family, headDim).read(family);
  }

  private RopeConfig read(String family) {
    int rotated = file.integer(prefix + "dimension_count").orElse(headDim);
    if (rotated != headDim) {
      throw fault("dimension_count", rotated + " of a head's " + headDim + " is not supported");
    }
    double theta = number("freq_base", 10000.0);
    int trained = file.integer(family + ".context_length").orElse(0);
    RopeScaling scaling;
    try {
      scaling = byMetadata(trained);
    } catch (IllegalArgumentException e) {
      throw fault("scaling", String.valueOf(e.getMessage()));
    }
    if (!file.names().contains(DIVISORS)) {
      return new RopeConfig(theta, scaling);
    }
    if (scaling != null) {
      throw new MalformedWeightsException(
          file.path(), DIVISORS, "is there beside " + prefix + "scaling, which scales once more");
    }
    return new RopeConfig(theta, byDivisors(theta));
  }

  private @Nullable RopeScaling byMetadata(int trainedPositions) {
    double old = number("scale_linear", 0);
    double factor = number("scaling.factor", old);
    // llama.cpp takes a factor without a type for a linear one.
    String type = file.text(prefix + "scaling.type").orElse(factor == 0 ? "none" : "linear");
    return switch (type) {
      case "none" -> null;
      case "linear" -> factor == 0 || factor == 1 ? null : new RopeScaling.Linear(factor);
      case "yarn" -> yarn(factor, trainedPositions);
      default -> throw fault("scaling.type", "'" + type + "' is not supported (linear, yarn are)");
    };
  }

  private @Nullable RopeScaling yarn(double factor, int trainedPositions) {
    if (number("scaling.yarn_ext_factor", 1) != 1) {
      throw fault("scaling.yarn_ext_factor", "other than 1 is not supported");
    }
    double sharpened = number("scaling.yarn_attn_factor", number("scaling.attn_factor", 1));
    return new RopeScaling.Yarn(
        factor,
        file.integer(prefix + "scaling.original_context_length").orElse(trainedPositions),
        number("scaling.yarn_beta_fast", 32),
        number("scaling.yarn_beta_slow", 1),
        sharpened * RopeScaling.Yarn.amplitude(factor, 1),
        true);
  }

  /** Llama 3's parameters are refound: those whose divisors are the ones of the file. */
  private @Nullable RopeScaling byDivisors(double theta) {
    float[] divisors = file.readFloats(DIVISORS);
    if (divisors.length != headDim / 2) {
      throw new MalformedWeightsException(
          file.path(), DIVISORS, "holds " + divisors.length + " divisors for " + headDim / 2);
    }
    float factor = 1;
    for (float divisor : divisors) {
      factor = Math.max(factor, divisor);
    }
    RopeScaling.Llama3 usual = new RopeScaling.Llama3(factor, 1, 4, 8192);
    for (int trained = LONGEST_TRAINED; !fits(usual, divisors, theta); trained /= 2) {
      if (trained == 0) {
        throw new MalformedWeightsException(
            file.path(), DIVISORS, "is not Llama 3's scaling (low 1, high 4) of any length");
      }
      usual = new RopeScaling.Llama3(factor, 1, 4, trained);
    }
    return factor == 1 ? null : usual;
  }

  private boolean fits(RopeScaling.Llama3 scaling, float[] divisors, double theta) {
    for (int i = 0; i < divisors.length; i++) {
      double frequency = Math.pow(theta, -2.0 * i / headDim);
      double expected = frequency / scaling.scale(frequency);
      if (!(Math.abs(expected - divisors[i]) <= 1e-3 * divisors[i])) {
        return false;
      }
    }
    return true;
  }

  /** The decimal number that was meant: 0.1 is stored as the float 0.100000001. */
  private double number(String key, double otherwise) {
    return file.number(prefix + key).map(v -> GgufModel.widened(v)).orElse(otherwise);
  }

  private MalformedWeightsException fault(String key, String reason) {
    return new MalformedWeightsException(file.path(), prefix + key + " " + reason);
  }
}
