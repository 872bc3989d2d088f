package io.vsd.verifier.events;

/**
 * A record for the log.
 *
 * @param key session id
 * @param value a serialised SessionEvent
 */
public record EventRecord(String key, byte[] value) {
  /** Bytes it counts for in bounds. */
  public int bytes() {
    return key.length() + value.length;
  }
}
