package io.vsd.trainer.registry;

import io.vsd.engine.checkpoint.DraftCheckpoint;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.TreeSet;

/** SHA-256 over a draft's weights in memory, known before they are written; for names only. */
public final class WeightsDigest {

  private static final int CHUNK_FLOATS = 16 * 1024;

  private WeightsDigest() {}

  /** The digest in hex. */
  public static String of(DraftCheckpoint checkpoint) {
    MessageDigest digest = sha256();
    ByteBuffer chunk = ByteBuffer.allocate(Float.BYTES * CHUNK_FLOATS);
    for (String name : new TreeSet<>(checkpoint.weightNames())) {
      digest.update(name.getBytes(StandardCharsets.UTF_8));
      for (float value : checkpoint.weight(name)) {
        if (!chunk.hasRemaining()) {
          digest.update(chunk.flip());
          chunk.clear();
        }
        chunk.putFloat(value);
      }
      digest.update(chunk.flip());
      chunk.clear();
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
