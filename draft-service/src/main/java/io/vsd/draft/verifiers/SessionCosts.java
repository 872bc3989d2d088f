package io.vsd.draft.verifiers;

import io.vsd.draft.costs.VerifierMeter;
import io.vsd.draft.decoding.Observation;
import io.vsd.engine.price.Company;
import io.vsd.engine.price.RoundCosts;

/**
 * What one session's rounds cost on the verifier that it is on, in the company that it has had
 * there lately. Used by the request's thread only.
 */
final class SessionCosts {

  private static final double KEPT = 0.7;

  private final VerifierMeter meter;
  private double otherRows;
  private double otherSessions;
  private boolean judged;
  private long lastVerdictAt = System.nanoTime();

  SessionCosts(VerifierMeter meter) {
    this.meter = meter;
  }

  /**
   * A verdict has come.
   *
   * @param sentAt when its round was asked for, of {@link System#nanoTime}
   * @param waited whether that was after the verdict before
   */
  void judged(Observation.Judged seen, long sentAt, boolean waited) {
    var verdict = seen.verdict();
    var timings = verdict.timings();
    var own = 1 + seen.proposal().tree().size();
    var batch = verdict.batch();
    if (batch.rows() >= own) {
      var kept = judged ? KEPT : 0;
      otherRows = kept * otherRows + (1 - kept) * (batch.rows() - own);
      otherSessions = kept * otherSessions + (1 - kept) * Math.max(0, batch.sessions() - 1);
      judged = true;
      var tokens = verdict.accepted().length + (verdict.bonusToken().isPresent() ? 1 : 0);
      meter.round(batch.rows(), timings.deviceNanos(), tokens);
    }
    if (waited) {
      var onTheWay = seen.elapsedNanos() - timings.queueNanos() - timings.deviceNanos();
      var before = sentAt - lastVerdictAt - seen.proposal().draftNanos();
      meter.waited(Math.max(0, onTheWay) + Math.max(0, before));
    }
    lastVerdictAt = System.nanoTime();
  }

  RoundCosts costs() {
    return meter.costs(
        new Company((int) Math.round(otherRows), otherSessions * meter.tokensARound()));
  }
}
