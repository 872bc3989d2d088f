package io.vsd.trainer.promotion;

/** Both drafts on one held-out session. */
public record SessionComparison(
    String sessionId, String domain, SessionScore candidate, SessionScore serving) {

  /** Acceptance length of the candidate minus that of the serving draft. */
  public double difference() {
    return candidate.acceptanceLength() - serving.acceptanceLength();
  }
}
