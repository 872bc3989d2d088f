package io.vsd.local.startup;

import java.util.List;

/** One sentence for a service that ended, or did not get ready, while it was being started. */
public final class StartDiagnosis {
  /** Codes above this are 128 plus the signal that ended the process (signal(7)). */
  private static final int SIGNALS = 128;

  private static final int SIGABRT = 6;
  private static final int SIGKILL = 9;
  private static final int SIGSEGV = 11;

  private StartDiagnosis() {}

  /** For a process that ended with this code and left these last lines in its log. */
  public static StartFailure ended(List<String> lines, int exitCode) {
    ServiceLog log = new ServiceLog(lines);
    if (exitCode == SIGNALS + SIGKILL) {
      return StartFailure.of(
          "it was killed (SIGKILL), as the kernel does where memory runs out: a smaller model,"
              + " --no-learning or fewer verifiers need less");
    }
    return log.cause()
        .orElseGet(
            () ->
                StartFailure.of(
                    ending(exitCode)
                        + log.lastWords()
                            .map(words -> "; its last words: " + words)
                            .orElse(" and left nothing in its log")));
  }

  /** For a process that still runs and has not become ready within so many seconds. */
  public static StartFailure late(List<String> lines, long seconds) {
    ServiceLog log = new ServiceLog(lines);
    return log.cause()
        .orElseGet(
            () ->
                StartFailure.of(
                    "it was not ready after %d s".formatted(seconds)
                        + log.lastWords().map(words -> "; its last words: " + words).orElse("")));
  }

  private static String ending(int exitCode) {
    return switch (exitCode - SIGNALS) {
      case SIGABRT -> "it aborted (SIGABRT)";
      case SIGSEGV -> "it crashed (SIGSEGV)";
      default ->
          exitCode > SIGNALS
              ? "it was ended by signal " + (exitCode - SIGNALS)
              : "it ended with code " + exitCode;
    };
  }
}
