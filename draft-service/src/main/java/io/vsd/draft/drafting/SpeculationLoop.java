package io.vsd.draft.drafting;

import io.vsd.draft.decoding.DecodingEvent;
import io.vsd.draft.decoding.DecodingRules;
import io.vsd.draft.decoding.DecodingState;
import io.vsd.draft.decoding.Generation;
import io.vsd.draft.decoding.NextStep;
import io.vsd.draft.decoding.Observation;
import io.vsd.draft.decoding.Proposal;
import io.vsd.draft.decoding.RoundKind;
import java.util.Arrays;

/**
 * Runs one request from open to finish: asks the state what is next, does it over the ports, lets
 * the rules decide what came of it. Holds no decision of its own; the caller's thread does all the
 * work and waiting.
 */
public final class SpeculationLoop {

  private final DecodingRules rules;
  private final LoopObserver observer;

  /** A loop with those rules. */
  public SpeculationLoop(DecodingRules rules, LoopObserver observer) {
    this.rules = rules;
    this.observer = observer;
  }

  /**
   * Runs to the end of the text or the request's failure.
   *
   * @return the last state, whose next step is {@link NextStep.Finish} or {@link NextStep.Fail}
   * @throws RequestCancelled when the client is gone; everything is closed then
   */
  public DecodingState run(
      Generation request, Drafter drafter, VerifierPort verifiers, ReplySink sink)
      throws RequestCancelled {
    try (drafter;
        verifiers) {
      var state = DecodingState.start(request);
      while (true) {
        sink.checkOpen();
        switch (state.nextStep()) {
          case NextStep.OpenStream step -> state = open(state, step, drafter, verifiers, sink);
          case NextStep.ProposeRound step -> state = round(state, step, drafter, verifiers, sink);
          case NextStep.Finish _, NextStep.Fail _ -> {
            return state;
          }
        }
      }
    }
  }

  private DecodingState open(
      DecodingState state,
      NextStep.OpenStream step,
      Drafter drafter,
      VerifierPort verifiers,
      ReplySink sink)
      throws RequestCancelled {
    sink.pause(step.backoffMs());
    var features = state.speculating() && drafter.wantsFeatures();
    var seen =
        verifiers.open(
            new OpenCommand(state.request(), step.tokens(), step.expectedFingerprint(), features));
    sink.checkOpen();
    var next = take(state, seen, Proposal.plain(RoundKind.OFF), sink);
    if (seen instanceof Observation.Opened opened && next.answerLength() > state.answerLength()) {
      var nextTokens = Arrays.copyOfRange(next.tokens(), 1, step.tokens().length + 1);
      drafter.committed(0, nextTokens, opened.features());
    }
    return next;
  }

  private DecodingState round(
      DecodingState state,
      NextStep.ProposeRound step,
      Drafter drafter,
      VerifierPort verifiers,
      ReplySink sink)
      throws RequestCancelled {
    var proposal = Proposal.plain(RoundKind.OFF);
    if (step.maxDepth() > 0) {
      if (verifiers.askedAhead(step.round())) {
        drafter.look(step.maxDepth(), step.position(), verifiers.costs());
        proposal = Proposal.plain(RoundKind.RESTING);
      } else {
        proposal = drafter.propose(step.maxDepth(), step.position(), verifiers.costs());
      }
    }
    var plainFollows = proposal.isPlain() && !(state.speculating() && drafter.drafts());
    var seen = verifiers.propose(step.round(), proposal, plainFollows && !step.last());
    sink.checkOpen();
    var next = take(state, seen, proposal, sink);
    if (seen instanceof Observation.Judged judged && next.answerLength() > state.answerLength()) {
      var tokens = next.tokens();
      var from = tokens.length - (next.answerLength() - state.answerLength());
      drafter.committed(
          from - 1L, Arrays.copyOfRange(tokens, from, tokens.length), judged.verdict().features());
    }
    return next;
  }

  private DecodingState take(
      DecodingState state, Observation seen, Proposal proposal, ReplySink sink)
      throws RequestCancelled {
    var next = state;
    for (var event : rules.decide(state, seen)) {
      next = next.apply(event);
      observer.heard(event);
      if (event instanceof DecodingEvent.TokensCommitted committed) {
        sink.tokens(committed, proposal);
      }
    }
    return next;
  }
}
