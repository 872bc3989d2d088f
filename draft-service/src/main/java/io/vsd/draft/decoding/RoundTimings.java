package io.vsd.draft.decoding;

/**
 * Where the verifier spent a command's time, in nanoseconds.
 *
 * @param queueNanos waiting for the device thread
 * @param deviceNanos the forward pass
 * @param bookkeepingNanos walk, compaction, copying out
 */
public record RoundTimings(long queueNanos, long deviceNanos, long bookkeepingNanos) {

  /** Nothing measured. */
  public static final RoundTimings NONE = new RoundTimings(0, 0, 0);

  /** Sum of the three. */
  public long total() {
    return queueNanos + deviceNanos + bookkeepingNanos;
  }
}
