package io.vsd.draft.decoding;

/** Why a request failed for good. */
public sealed interface Refusal {

  /**
   * Somebody further in has refused, and that is the client's answer.
   *
   * @param error the error for the client, opaque to the decisions
   */
  record Answered(RuntimeException error) implements Refusal {}

  /**
   * No verifier answers any more.
   *
   * @param why what the last try met
   * @param retryMs when the client may try again
   */
  record NoVerifier(String why, long retryMs) implements Refusal {}
}
