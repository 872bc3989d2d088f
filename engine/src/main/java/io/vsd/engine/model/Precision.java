package io.vsd.engine.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How the weights of the linear layers are held. Activations, norms and attention are fp32 in every
 * precision. Each precision is a target of its own, with its own fingerprint.
 */
public enum Precision {
  /** The reference. On the CPU a row's last bits depend on the number of rows beside it. */
  FP32,
  /** fp16 weights packed for the CPU. The default: rows are bit-identical for any batch. */
  PACKED_FP16,
  /** Plain fp16 weights, for GPUs. */
  FP16,
  /** Plain bf16 weights; fast on CPUs with AMX and on GPUs. */
  BF16;

  /**
   * The name used in configuration: {@code fp32}, {@code packed-fp16}, {@code fp16}, {@code bf16}.
   */
  public String configName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
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
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown precision '%s'; known are %s"
                        .formatted(
                            configName,
                            Arrays.stream(values())
                                .map(Precision::configName)
                                .collect(Collectors.joining(", ")))));
  }
}
