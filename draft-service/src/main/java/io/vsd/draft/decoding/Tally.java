package io.vsd.draft.decoding;

/**
 * Sums over a request's rounds; times in nanoseconds.
 *
 * @param rounds rounds answered, plain ones included
 * @param roundTokens tokens that those rounds committed
 * @param numDrafts rounds with a proposal
 * @param numDraftTokens nodes proposed
 * @param numAcceptedTokens nodes accepted
 * @param draftNanos drafting
 * @param verifier the verifier's times
 * @param transportNanos what is left of the rounds' time
 */
public record Tally(
    long rounds,
    long roundTokens,
    long numDrafts,
    long numDraftTokens,
    long numAcceptedTokens,
    long draftNanos,
    RoundTimings verifier,
    long transportNanos) {

  /** Nothing counted yet. */
  public static final Tally ZERO = new Tally(0, 0, 0, 0, 0, 0, RoundTimings.NONE, 0);

  /** Mean committed tokens a round, bonus included; 0 before the first round. */
  public double acceptanceLength() {
    return rounds == 0 ? 0 : (double) roundTokens / rounds;
  }

  Tally plusRound(DecodingEvent.RoundCounted round) {
    var size = round.proposal().tree().size();
    var t = round.timings();
    return new Tally(
        rounds + 1,
        roundTokens,
        numDrafts + (size > 0 ? 1 : 0),
        numDraftTokens + size,
        numAcceptedTokens + round.numAccepted(),
        draftNanos + round.proposal().draftNanos(),
        new RoundTimings(
            verifier.queueNanos() + t.queueNanos(),
            verifier.deviceNanos() + t.deviceNanos(),
            verifier.bookkeepingNanos() + t.bookkeepingNanos()),
        transportNanos + round.transportNanos());
  }

  Tally plusTokens(int tokens) {
    return new Tally(
        rounds,
        roundTokens + tokens,
        numDrafts,
        numDraftTokens,
        numAcceptedTokens,
        draftNanos,
        verifier,
        transportNanos);
  }
}
