package io.vsd.local.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One run of a program that prepares a contender.
 *
 * @param name what a complaint calls it
 * @param log where its output goes
 * @param limit after which it is killed
 */
record ToolRun(String name, Path log, Duration limit) {
  /**
   * Runs it to its end.
   *
   * @throws PeerException if it is not there, fails, or takes too long
   */
  void run(List<String> command) throws PeerException, InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .start();
    } catch (IOException e) {
      throw new PeerException("cannot start " + name + ": " + e.getMessage(), e);
    }
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new PeerException(name + " took longer than " + limit.toSeconds() + " s");
      }
    } finally {
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      throw new PeerException(name + " failed: " + lastLine());
    }
  }

  private String lastLine() {
    try {
      List<String> lines = Files.readAllLines(log).stream().filter(l -> !l.isBlank()).toList();
      return (lines.isEmpty() ? "it said nothing" : lines.getLast().strip()) + " (" + log + ")";
    } catch (IOException e) {
      return log + " cannot be read: " + e.getMessage();
    }
  }
}
