package io.vsd.engine.model;

import io.vsd.engine.weights.ModelDirectory;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The identity of a target: equal fingerprints mean equal text for equal requests. It covers the
 * weights, the tokenizer and the precision, since each precision rounds in its own way.
 */
public final class TargetFingerprint {

  private TargetFingerprint() {}

  /** Hexadecimal SHA-256; needs no loaded weights. */
  public static String of(ModelDirectory model, Precision precision) {
    String identity =
        model.weightsHash() + '\n' + model.tokenizerHash() + '\n' + precision.configName() + '\n';
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(identity.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
