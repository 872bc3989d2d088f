package io.vsd.draft.decoding;

import java.util.List;

/** What changed in a request; the only way in which a {@link DecodingState} changes. */
public sealed interface DecodingEvent {

  /**
   * A stream to a verifier is open.
   *
   * @param fingerprint of its target
   */
  record StreamOpened(String fingerprint) implements DecodingEvent {}

  /**
   * Tokens became part of the text.
   *
   * @param round that committed them; 0 for the first token of a stream
   * @param tokens in order, at least one
   */
  record TokensCommitted(long round, List<CommittedToken> tokens) implements DecodingEvent {}

  /**
   * A round was answered.
   *
   * @param proposal what was asked
   * @param accepted nodes of the proposal that were accepted
   * @param timings the verifier's times
   * @param transportNanos elapsed minus the verifier's times
   */
  record RoundCounted(Proposal proposal, int[] accepted, RoundTimings timings, long transportNanos)
      implements DecodingEvent {

    /** Number of drafted tokens that were accepted. */
    public int numAccepted() {
      return accepted.length;
    }
  }

  /**
   * The stream is gone; the text so far stands.
   *
   * @param why for the log
   * @param backoffMs how long to wait before the next try
   */
  record StreamLost(String why, long backoffMs) implements DecodingEvent {}

  /**
   * No proposals from here on.
   *
   * @param why for the log
   */
  record SpeculationStopped(String why) implements DecodingEvent {}

  /**
   * The text is complete.
   *
   * @param reason why
   */
  record TextFinished(FinishReason reason) implements DecodingEvent {}

  /**
   * The request failed.
   *
   * @param refusal the answer for the client
   */
  record GaveUp(Refusal refusal) implements DecodingEvent {}
}
