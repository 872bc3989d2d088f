package io.vsd.draft.decoding;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides what an observation means for a request. Pure and total: a verifier that answers nonsense
 * costs its stream, never the text.
 */
public final class DecodingRules {

  /** Tries to open a first stream; a text that has begun is worth more patience. */
  private static final int FIRST_OPEN_ATTEMPTS = 8;

  private final ReopenPolicy reopen;

  /** Rules with that patience. */
  public DecodingRules(ReopenPolicy reopen) {
    this.reopen = reopen;
  }

  /** The events that follow from an observation, in order. */
  public List<DecodingEvent> decide(DecodingState state, Observation seen) {
    return switch (seen) {
      case Observation.Opened opened -> opened(state, opened);
      case Observation.Judged judged -> judged(state, judged);
      case Observation.Lost lost -> List.of(lost(state, lost.why()));
      case Observation.Overloaded full -> List.of(overloaded(state, full));
      case Observation.ProposalRefused refused ->
          List.of(new DecodingEvent.SpeculationStopped(refused.why()), lost(state, refused.why()));
      case Observation.Refused refused -> List.of(new DecodingEvent.GaveUp(refused.refusal()));
    };
  }

  private List<DecodingEvent> opened(DecodingState state, Observation.Opened opened) {
    if (!state.fingerprint().isEmpty() && !state.fingerprint().equals(opened.fingerprint())) {
      return List.of(lost(state, "the verifier serves another target than the text began with"));
    }
    var events = new ArrayList<DecodingEvent>();
    events.add(new DecodingEvent.StreamOpened(opened.fingerprint()));
    var first = new CommittedToken(opened.firstToken(), 0, null);
    events.add(new DecodingEvent.TokensCommitted(0, List.of(first)));
    ending(state, List.of(first), opened.finish()).ifPresent(events::add);
    return events;
  }

  private List<DecodingEvent> judged(DecodingState state, Observation.Judged judged) {
    var verdict = judged.verdict();
    var problem = problemOf(state, judged);
    if (problem.isPresent()) {
      return List.of(lost(state, problem.get()));
    }
    var tokens = tokensOf(judged);
    var events = new ArrayList<DecodingEvent>();
    var transport = judged.elapsedNanos() - verdict.timings().total();
    events.add(
        new DecodingEvent.RoundCounted(
            judged.proposal(), verdict.accepted(), verdict.timings(), Math.max(0, transport)));
    events.add(new DecodingEvent.TokensCommitted(verdict.round(), tokens));
    ending(state, tokens, verdict.finish()).ifPresent(events::add);
    return events;
  }

  /** The limits are the client's, so they hold even where a verifier forgets them. */
  private static Optional<DecodingEvent> ending(
      DecodingState state, List<CommittedToken> tokens, FinishReason said) {
    if (said != FinishReason.NOT_FINISHED) {
      return Optional.of(new DecodingEvent.TextFinished(said));
    }
    var last = tokens.getLast().id();
    for (int stop : state.request().stopTokenIds()) {
      if (stop == last) {
        return Optional.of(new DecodingEvent.TextFinished(FinishReason.STOP));
      }
    }
    if (state.answerLength() + tokens.size() >= state.request().maxTokens()) {
      return Optional.of(new DecodingEvent.TextFinished(FinishReason.LENGTH));
    }
    return Optional.empty();
  }

  private static List<CommittedToken> tokensOf(Observation.Judged judged) {
    var tree = judged.proposal().tree();
    var tokens = new ArrayList<CommittedToken>();
    for (int node : judged.verdict().accepted()) {
      tokens.add(
          new CommittedToken(
              tree.tokenId(node), tree.depth(node), judged.proposal().origins().get(node)));
    }
    judged.verdict().bonusToken().ifPresent(id -> tokens.add(new CommittedToken(id, 0, null)));
    return tokens;
  }

  private static Optional<String> problemOf(DecodingState state, Observation.Judged judged) {
    var verdict = judged.verdict();
    var tree = judged.proposal().tree();
    if (verdict.round() != state.round() + 1) {
      return Optional.of(
          "verdict of round " + verdict.round() + " where " + (state.round() + 1) + " was asked");
    }
    int above = -1;
    for (int node : verdict.accepted()) {
      if (node < 0 || node >= tree.size() || tree.parent(node) != above) {
        return Optional.of("verdict accepts nodes that are no path of the proposal");
      }
      above = node;
    }
    var size = verdict.accepted().length + (verdict.bonusToken().isPresent() ? 1 : 0);
    if (size == 0) {
      return Optional.of("verdict commits no token");
    }
    if (state.answerLength() + size > state.request().maxTokens()) {
      return Optional.of("verdict commits more tokens than were asked for");
    }
    return Optional.empty();
  }

  private DecodingEvent lost(DecodingState state, String why) {
    var losses = state.lossesInARow() + 1;
    if (losses >= attempts(state)) {
      return new DecodingEvent.GaveUp(new Refusal.NoVerifier(why, reopen.maxBackoffMs()));
    }
    return new DecodingEvent.StreamLost(why, reopen.backoffMs(losses));
  }

  private DecodingEvent overloaded(DecodingState state, Observation.Overloaded full) {
    // Requests at once are bounded at the door, so this is a queue with an end.
    var losses = state.lossesInARow() + 1;
    if (losses >= reopen.maxAttempts()) {
      return new DecodingEvent.GaveUp(full.refusal());
    }
    var advised = Math.min(full.retryMs(), reopen.maxBackoffMs());
    var waitMs = Math.max(advised, Math.max(reopen.backoffMs(losses), reopen.firstBackoffMs()));
    return new DecodingEvent.StreamLost("all verifiers are full", waitMs);
  }

  private int attempts(DecodingState state) {
    return state.answerLength() == 0
        ? Math.min(FIRST_OPEN_ATTEMPTS, reopen.maxAttempts())
        : reopen.maxAttempts();
  }
}
