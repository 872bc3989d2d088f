package io.vsd.trainer.recording;

/** What came out of reading one log record. */
public sealed interface Decoded {

  /** A well-formed record. */
  record Event(SessionRecord record) implements Decoded {}

  /** A record that can never be used; goes to the dead-letter topic with this reason. */
  record Poison(String reason) implements Decoded {}
}
