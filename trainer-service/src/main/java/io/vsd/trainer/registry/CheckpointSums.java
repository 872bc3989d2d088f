package io.vsd.trainer.registry;

import io.vsd.engine.checkpoint.Attachment;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * SHA-256 of every other file of a checkpoint directory, in the format of {@code sha256sum}, so
 * that a damaged byte is found whichever file it is in. Directories of earlier versions have no
 * such file; of them only the weights' hash, in the manifest, is known.
 */
final class CheckpointSums {

  static final String FILE = "SHA256SUMS";

  private static final int HASH_DIGITS = 64;

  private CheckpointSums() {}

  /** Writes the sums of what the directory holds by then: it must be the last file. */
  static Attachment attachment() {
    return file -> {
      Path directory = file.resolveSibling("");
      StringBuilder lines = new StringBuilder();
      for (Path other : files(directory)) {
        if (!other.getFileName().toString().equals(FILE)) {
          lines.append(sha256(other)).append("  ").append(other.getFileName()).append('\n');
        }
      }
      Files.writeString(file, lines);
    };
  }

  /** Whether the directory has sums. */
  static boolean isIn(Path directory) {
    return Files.exists(directory.resolve(FILE));
  }

  /**
   * Compares every file with its sum.
   *
   * @throws IOException naming the file that is missing or differs
   */
  static void verify(Path directory) throws IOException {
    List<String> lines = Files.readAllLines(directory.resolve(FILE));
    if (lines.isEmpty()) {
      throw new IOException(FILE + " is empty");
    }
    for (String line : lines) {
      if (line.length() < HASH_DIGITS + 3) {
        throw new IOException(FILE + " is damaged");
      }
      String name = line.substring(HASH_DIGITS + 2);
      Path file = directory.resolve(name);
      if (!Files.isRegularFile(file)) {
        throw new IOException(name + " is missing");
      }
      if (!sha256(file).equals(line.substring(0, HASH_DIGITS))) {
        throw new IOException(
            name
                + " of "
                + Files.size(file)
                + " bytes has another SHA-256 than when it was written");
      }
    }
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.sorted().toList();
    }
  }

  private static String sha256(Path file) throws IOException {
    MessageDigest digest = WeightsDigest.sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
