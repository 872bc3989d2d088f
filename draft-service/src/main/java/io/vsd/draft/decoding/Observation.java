package io.vsd.draft.decoding;

/** What came back from a verifier, or did not. */
public sealed interface Observation {

  /**
   * A verifier opened the session.
   *
   * @param fingerprint of its target
   * @param firstToken what the target chose after all tokens sent
   * @param features little-endian fp16 [tokens sent, 3 * width], empty if not asked for
   * @param finish whether the first token ended the text
   * @param timings the verifier's own times
   */
  record Opened(
      String fingerprint,
      int firstToken,
      byte[] features,
      FinishReason finish,
      RoundTimings timings)
      implements Observation {}

  /**
   * A verdict on the outstanding proposal.
   *
   * @param proposal what was asked
   * @param verdict what was answered
   * @param elapsedNanos from sending, or from waiting where the round was asked for ahead, to
   *     receiving
   */
  record Judged(Proposal proposal, Verdict verdict, long elapsedNanos) implements Observation {}

  /**
   * The stream broke or never came to be; another try may do better.
   *
   * @param why for the log and, when tries run out, the client
   */
  record Lost(String why) implements Observation {}

  /**
   * Every verifier that was asked is full.
   *
   * @param retryMs when to try again
   * @param refusal the answer if waiting is over
   */
  record Overloaded(long retryMs, Refusal refusal) implements Observation {}

  /**
   * The verifier refused the proposal itself; plain decoding cannot meet that.
   *
   * @param why for the log
   */
  record ProposalRefused(String why) implements Observation {}

  /**
   * No other try can help.
   *
   * @param refusal the answer for the client
   */
  record Refused(Refusal refusal) implements Observation {}
}
