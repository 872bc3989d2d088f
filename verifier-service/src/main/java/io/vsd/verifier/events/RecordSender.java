package io.vsd.verifier.events;

/** Where records go; may block, and is called by one thread only. */
public interface RecordSender extends AutoCloseable {
  /** Hands a record over; {@code lost} runs, on any thread, if it is lost later. */
  Sent send(EventRecord event, Runnable lost);

  @Override
  void close();

  /** What became of a record. */
  enum Sent {
    /** Taken over. */
    TAKEN,
    /** Not taken because the log cannot be reached; worth another try. */
    RETRY,
    /** Never to be taken. */
    LOST
  }
}
