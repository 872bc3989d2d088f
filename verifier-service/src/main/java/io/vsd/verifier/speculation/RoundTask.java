package io.vsd.verifier.speculation;

import io.vsd.engine.decoding.Verification;
import io.vsd.engine.decoding.VerificationWalk;
import io.vsd.engine.model.RowRequest;
import io.vsd.engine.model.TopLogProbs;
import io.vsd.engine.model.TreeForward;
import io.vsd.engine.tokentree.TokenTree;
import io.vsd.engine.tokentree.TreeMass;
import io.vsd.verifier.events.RoundRecord;
import io.vsd.verifier.events.RoundRecord.Times;
import io.vsd.verifier.scheduling.Pass;
import io.vsd.verifier.scheduling.RowDemand;
import io.vsd.verifier.scheduling.RowDemand.Kind;
import io.vsd.verifier.scheduling.RowTask;
import io.vsd.verifier.session.ConsentMode;
import io.vsd.verifier.session.ProposalDecision;
import io.vsd.verifier.session.Refusal;
import io.vsd.verifier.session.RoundProposal;
import io.vsd.verifier.session.RoundVerdict;
import io.vsd.verifier.session.SessionRules;
import io.vsd.verifier.session.SessionState;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One round: verifies a tree and answers; a repeated round is answered without the device. */
final class RoundTask implements RowTask {
  private final LiveSession session;
  private final RoundProposal proposal;
  private final StreamEnd stream;
  private final QueueTime queueTime = new QueueTime();
  private @Nullable Answered answered;

  RoundTask(LiveSession session, RoundProposal proposal, StreamEnd stream) {
    this.session = session;
    this.proposal = proposal;
    this.stream = stream;
  }

  private record Answered(RoundVerdict verdict, byte[] features, Times times) {}

  @Override
  public Optional<RowDemand> demand() {
    Optional<SessionState> state = session.state();
    if (state.isEmpty()) {
      stream.refuse(Refusal.of(Refusal.Kind.SESSION_STATE, "the session is not open"));
      return Optional.empty();
    }
    return switch (SessionRules.decide(state.get(), proposal, session.serving().limits())) {
      case ProposalDecision.Refuse(Refusal refusal) -> {
        stream.refuse(refusal);
        yield Optional.empty();
      }
      case ProposalDecision.Repeat() -> {
        session.repeat();
        yield Optional.empty();
      }
      case ProposalDecision.PassOver() -> Optional.empty();
      case ProposalDecision.Verify() ->
          Optional.of(new RowDemand(Kind.ROUND, proposal.tree().size() + 1));
    };
  }

  @Override
  public RowRequest request(int rows) {
    queueTime.begin();
    return RowRequest.tree(
        session.slot(), session.state().orElseThrow().lastToken(), proposal.tree());
  }

  @Override
  public void answer(TreeForward forward, Pass pass) {
    long start = System.nanoTime();
    SessionState current = session.state().orElseThrow();
    Verification walked =
        VerificationWalk.walk(
            proposal.tree(), current.committedTokens(), session.chooser(), forward::logits);
    RoundVerdict verdict = SessionRules.conclude(current, proposal, walked);
    byte[] features = session.keepFeatures() ? forward.features(verdict.cachedRows()) : new byte[0];
    Times times =
        new Times(queueTime.nanosSince(session.repliedAt()), pass, System.nanoTime() - start);
    answered = new Answered(verdict, features, times);
    session.reply(
        current.apply(verdict),
        ResponseMapper.verdict(verdict, session.open().features() ? features : new byte[0], times));
  }

  /** The caller drafts on meanwhile; should this fail, its next command finds the stream ended. */
  @Override
  public boolean settle(TreeForward forward) {
    Answered answer = Objects.requireNonNull(answered);
    session.slot().commit(answer.verdict().cachedRows());
    session.serving().metrics().round(proposal, answer.verdict(), answer.times());
    if (session.logMode() != ConsentMode.OFF) {
      log(forward, answer);
    }
    return true;
  }

  private void log(TreeForward forward, Answered answer) {
    TokenTree tree = proposal.tree();
    float[] logProbs = new float[tree.size()];
    for (int node = 0; node < logProbs.length; node++) {
      logProbs[node] = (float) forward.law(tree.parent(node) + 1).logProb(tree.tokenId(node));
    }
    List<TopLogProbs> laws =
        session.logMode() == ConsentMode.FULL
            ? Arrays.stream(answer.verdict().cachedRows())
                .mapToObj(row -> session.loggedLaw(forward, row))
                .toList()
            : List.of();
    session
        .serving()
        .log()
        .round(
            session.logMode(),
            session.open().sessionId(),
            new RoundRecord(
                proposal,
                answer.verdict(),
                answer.features(),
                laws,
                TreeMass.of(tree, logProbs),
                answer.times()));
  }

  @Override
  public void failed(Throwable cause) {
    stream.failed(cause);
  }
}
