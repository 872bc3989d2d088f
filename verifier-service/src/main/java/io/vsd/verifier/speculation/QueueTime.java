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

  /**
   * Nanoseconds, without those in which the session's command before was not answered yet.
   *
   * @param earlierReply when it was, or when the session came; of {@link System#nanoTime}
   */
  long nanosSince(long earlierReply) {
    return begunAt - (earlierReply - queuedAt > 0 ? earlierReply : queuedAt);
  }
}
