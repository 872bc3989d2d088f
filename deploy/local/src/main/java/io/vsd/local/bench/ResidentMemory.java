package io.vsd.local.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Resident memory of another process, heap and native together. */
public final class ResidentMemory {
  private ResidentMemory() {}

  /**
   * Megabytes in use.
   *
   * @throws IOException where /proc does not tell, such as on macOS
   */
  public static double megabytes(long pid) throws IOException {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
      }
    }
    throw new IOException("no VmRSS in " + status);
  }
}
