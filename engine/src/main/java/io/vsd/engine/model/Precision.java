package io.vsd.engine.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How the weights of the linear layers are held. Activations, norms and attention are fp32 in every
 * precision. Each precision is a target of its own, with its own fingerprint.
 */
public enum Precision {
  /**
   * As the model's files have them, in BF16, FP16 or FP32; quantised ones as FP16, the type of
   * their scales. The default: nothing is rounded that the model's makers did not round.
   */
  STORED,
  /** Single precision, the reference. */
  FP32,
  /** Half precision. */
  FP16,
  /** The upper halves of singles. */
  BF16;

  private static final String WITHDRAWN = "packed-fp16";

  /** The name used in configuration: {@code stored}, {@code fp32}, {@code fp16}, {@code bf16}. */
  public String configName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads a configuration name.
   *
   * @throws IllegalArgumentException naming the known ones
   */
  public static Precision of(String configName) {
    return Arrays.stream(values())
        .filter(p -> p.configName().equals(configName))
        .findFirst()
        .orElseThrow(() -> unknown(configName));
  }

  private static IllegalArgumentException unknown(String configName) {
    if (configName.equals(WITHDRAWN)) {
      return new IllegalArgumentException(
          "precision packed-fp16 is gone: use stored (the weights as they are) or fp16");
    }
    return new IllegalArgumentException(
        "unknown precision '%s'; known are %s"
            .formatted(
                configName,
                Arrays.stream(values())
                    .map(Precision::configName)
                    .collect(Collectors.joining(", "))));
  }
}
