package io.vsd.trainer.recording;

/** What one event meant to the assembly. */
public sealed interface AssemblyOutcome {

  /** The session goes on. */
  record Pending() implements AssemblyOutcome {}

  /** The session is whole. */
  record Completed(RecordedSession session) implements AssemblyOutcome {}

  /** The event is well-formed and of no use. */
  record Ignored(Reason reason) implements AssemblyOutcome {}

  /**
   * The record contradicts itself or its session, which is dropped; the record goes to the
   * dead-letter topic.
   */
  record Poisoned(String reason) implements AssemblyOutcome {}

  /** Why an event was of no use. */
  enum Reason {
    /** The request did not consent to learning. */
    NO_CONSENT,
    /** Another target wrote this text. */
    OTHER_TARGET,
    /** The verifier was asked for no features. */
    NO_FEATURES,
    /** A record, or all of a session's text, that was seen before. */
    DUPLICATE,
    /** The session's beginning is not known, or the session was dropped. */
    ORPHAN,
    /** Events of this session are missing, so the session was dropped. */
    GAP,
    /** Fewer than two answer tokens. */
    TOO_SHORT
  }
}
