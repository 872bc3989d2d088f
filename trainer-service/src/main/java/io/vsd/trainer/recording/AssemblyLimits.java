package io.vsd.trainer.recording;

/**
 * Bounds of what may be half assembled at once.
 *
 * @param maxSessions open sessions; the one that was silent longest is dropped first
 * @param maxBytes heap that open sessions may hold together
 */
public record AssemblyLimits(int maxSessions, long maxBytes) {

  /** Checks that at least one session fits. */
  public AssemblyLimits {
    if (maxSessions < 1 || maxBytes < 1) {
      throw new IllegalArgumentException("the assembly must have room for one session");
    }
  }
}
