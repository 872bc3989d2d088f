package io.vsd.local.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Resident memory of another process, heap and native together, as Linux counts it (proc(5)).
 *
 * @param megabytes in use now (VmRSS)
 * @param peakMegabytes the most it ever was (VmHWM)
 * @param mappedMegabytes of those in use, pages of mapped files, which processes that map the same
 *     file share and the kernel may drop (RssFile)
 */
public record ResidentMemory(double megabytes, double peakMegabytes, double mappedMegabytes) {

  /**
   * Of the process with this id.
   *
   * @throws IOException where /proc does not tell, such as on macOS
   */
  public static ResidentMemory of(long pid) throws IOException {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    return new ResidentMemory(
        field(status, "VmRSS:"), field(status, "VmHWM:"), field(status, "RssFile:"));
  }

  private static double field(Path status, String name) throws IOException {
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
      }
    }
    throw new IOException("no " + name + " in " + status);
  }
}
