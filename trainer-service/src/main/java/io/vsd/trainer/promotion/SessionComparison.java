package io.vsd.trainer.promotion;

/**
 * Candidate and what serves, a draft or nothing, on one held-out session.
 *
 * @param baseline tokens a round that the candidate has to beat
 */
public record SessionComparison(
    String sessionId,
    String domain,
    SessionScore candidate,
    SessionScore serving,
    double baseline) {

  /** Against a draft, whose rounds cost as much. */
  public SessionComparison(
      String sessionId, String domain, SessionScore candidate, SessionScore serving) {
    this(sessionId, domain, candidate, serving, serving.acceptanceLength());
  }

  /**
   * Against plain decoding, which commits one token a round.
   *
   * @param roundCost plain rounds that a round of the candidate costs
   */
  static SessionComparison withPlain(
      String sessionId, String domain, SessionScore candidate, double roundCost) {
    var plain = new SessionScore(candidate.tokens(), candidate.tokens());
    return new SessionComparison(sessionId, domain, candidate, plain, roundCost);
  }

  /** Acceptance length of the candidate minus the one it has to beat. */
  public double difference() {
    return candidate.acceptanceLength() - baseline;
  }
}
