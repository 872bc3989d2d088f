package io.vsd.local.bench;

import java.io.IOException;
import java.time.Duration;

/** Processor time of another process. */
final class ProcessorTime {
  private ProcessorTime() {}

  /**
   * Seconds on all cores since it started.
   *
   * @throws IOException when the process is gone
   */
  static double seconds(long pid) throws IOException {
    return ProcessHandle.of(pid)
            .flatMap(p -> p.info().totalCpuDuration())
            .map(Duration::toNanos)
            .orElseThrow(() -> new IOException("no processor time of process " + pid))
        / 1e9;
  }
}
