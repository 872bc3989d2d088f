package io.vsd.engine.model;

import io.vsd.engine.weights.ModelDirectory;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The identity of a target: equal fingerprints mean equal text for equal requests. It covers the
 * weights, the tokenizer, the precision and the arithmetic, since each rounds in its own way. The
 * engine for CPUs has the same arithmetic on every machine.
 */
public final class TargetFingerprint {

  /** To be changed with any change of a bit that the engine for CPUs computes. */
  private static final String CPU_ARITHMETIC = "cpu-1";

  private static final String TORCH_ARITHMETIC = "torch";

  private TargetFingerprint() {}

  /** Hexadecimal SHA-256 of a model on a device; needs no loaded weights. */
  public static String of(ModelDirectory model, DeviceOptions options) {
    String identity =
        String.join(
            "\n",
            model.weightsHash(),
            model.tokenizerHash(),
            options.precision().configName(),
            options.onCpu() ? CPU_ARITHMETIC : TORCH_ARITHMETIC,
            "");
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(identity.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
