package io.vsd.verifier.speculation;

/** How long a command waited for its first forward. */
final class QueueTime {
  private final long queuedAt = System.nanoTime();
  private long begunAt;

  /** The device begins with the command, or goes on with it. */
  void begin() {
    if (begunAt == 0) {
      begunAt = System.nanoTime();
    }
  }

  long nanos() {
    return begunAt - queuedAt;
  }
}
