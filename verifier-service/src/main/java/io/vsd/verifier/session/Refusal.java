package io.vsd.verifier.session;

import java.util.Map;

/**
 * An expected refusal of a request.
 *
 * @param kind what a client can act on
 * @param message for people; holds no prompt text
 * @param metadata names and values that go with the kind
 */
public record Refusal(Kind kind, String message, Map<String, String> metadata) {
  public Refusal {
    metadata = Map.copyOf(metadata);
  }

  /** A refusal without metadata. */
  public static Refusal of(Kind kind, String message) {
    return new Refusal(kind, message, Map.of());
  }

  /** A field out of range. */
  public static Refusal field(String field, String message) {
    return new Refusal(Kind.INVALID_ARGUMENT, message, Map.of("field", field));
  }

  /** What was wrong. */
  public enum Kind {
    EMPTY_PROMPT,
    PROMPT_TOO_LONG,
    UNKNOWN_TOKEN,
    INVALID_SAMPLING,
    MALFORMED_TREE,
    TREE_TOO_LARGE,
    FINGERPRINT_MISMATCH,
    STALE_ROUND,
    SESSION_STATE,
    INVALID_ARGUMENT,
    OVERLOADED,
    UNAVAILABLE,
    INTERNAL
  }
}
