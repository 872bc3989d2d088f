package io.vsd.local.bench;

import java.io.IOException;
import java.util.List;

/** Stops a process of ours where it is, and lets it go on. */
final class ProcessSignals {
  private ProcessSignals() {}

  static void stop(long pid) throws IOException, InterruptedException {
    send("-STOP", pid);
  }

  static void resume(long pid) throws IOException, InterruptedException {
    send("-CONT", pid);
  }

  private static void send(String signal, long pid) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder(List.of("kill", signal, Long.toString(pid))).inheritIO().start();
    if (kill.waitFor() != 0) {
      throw new IOException("kill " + signal + " " + pid + " failed");
    }
  }
}
