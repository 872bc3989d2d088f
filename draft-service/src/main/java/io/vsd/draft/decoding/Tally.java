package io.vsd.draft.decoding;

import java.util.ArrayList;
import java.util.List;

/**
 * Sums over a request's rounds; times in nanoseconds.
 *
 * @param rounds rounds answered, plain ones included
 * @param roundTokens tokens that those rounds committed
 * @param drafts what was proposed
 * @param draftNanos drafting
 * @param verifier the verifier's times
 * @param transportNanos what is left of the rounds' time
 */
public record Tally(
    long rounds,
    long roundTokens,
    Drafts drafts,
    long draftNanos,
    RoundTimings verifier,
    long transportNanos) {

  /** Nothing counted yet. */
  public static final Tally ZERO =
      new Tally(0, 0, new Drafts(0, 0, 0, List.of()), 0, RoundTimings.NONE, 0);

  /**
   * Proposals of all rounds.
   *
   * @param nodes proposed
   * @param accepted nodes of them
   * @param expected how many the drafts expected to be accepted
   * @param roundsByNodes rounds without nodes, with one, with two …
   */
  public record Drafts(long nodes, long accepted, double expected, List<Long> roundsByNodes) {
    public Drafts {
      roundsByNodes = List.copyOf(roundsByNodes);
    }

    private Drafts plus(DecodingEvent.RoundCounted round) {
      var size = round.proposal().tree().size();
      var byNodes = new ArrayList<>(roundsByNodes);
      while (byNodes.size() <= size) {
        byNodes.add(0L);
      }
      byNodes.set(size, byNodes.get(size) + 1);
      return new Drafts(
          nodes + size,
          accepted + round.numAccepted(),
          expected + round.proposal().expectedAccepted(),
          byNodes);
    }
  }

  /** Mean committed tokens a round, bonus included; 0 before the first round. */
  public double acceptanceLength() {
    return rounds == 0 ? 0 : (double) roundTokens / rounds;
  }

  /** Tokens that the drafts expected of these rounds, bonus included. */
  public double expectedTokens() {
    return rounds + drafts.expected();
  }

  Tally plusRound(DecodingEvent.RoundCounted round) {
    var t = round.timings();
    return new Tally(
        rounds + 1,
        roundTokens,
        drafts.plus(round),
        draftNanos + round.proposal().draftNanos(),
        new RoundTimings(
            verifier.queueNanos() + t.queueNanos(),
            verifier.deviceNanos() + t.deviceNanos(),
            verifier.bookkeepingNanos() + t.bookkeepingNanos()),
        transportNanos + round.transportNanos());
  }

  Tally plusTokens(int tokens) {
    return new Tally(rounds, roundTokens + tokens, drafts, draftNanos, verifier, transportNanos);
  }
}
