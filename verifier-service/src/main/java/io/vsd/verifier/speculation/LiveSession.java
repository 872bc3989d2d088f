package io.vsd.verifier.speculation;

import io.vsd.engine.decoding.TokenChooser;
import io.vsd.engine.decoding.Verification;
import io.vsd.engine.decoding.VerificationWalk;
import io.vsd.engine.model.TopLogProbs;
import io.vsd.engine.tokentree.TokenTree;
import io.vsd.engine.tokentree.TreeMass;
import io.vsd.proto.speculation.v1.SpeculateResponse;
import io.vsd.verifier.events.RoundRecord;
import io.vsd.verifier.events.RoundRecord.Times;
import io.vsd.verifier.events.SessionRecord;
import io.vsd.verifier.session.ConsentMode;
import io.vsd.verifier.session.FinishReason;
import io.vsd.verifier.session.OpenSession;
import io.vsd.verifier.session.ProposalDecision;
import io.vsd.verifier.session.Refusal;
import io.vsd.verifier.session.RoundProposal;
import io.vsd.verifier.session.RoundVerdict;
import io.vsd.verifier.session.SessionRules;
import io.vsd.verifier.session.SessionState;
import io.vsd.verifier.target.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A session on the device: its cache, its state and the work of its rounds. Owned by the device
 * thread. A reply leaves before anything is computed for the log.
 */
final class LiveSession {
  /** Laws in the log hold this many tokens. */
  static final int LAW_TOKENS = 32;

  /** Tokens of a prompt computed before other sessions get their turn; whole attention blocks. */
  static final int PREFILL_STEP = 256;

  private final Serving serving;
  private final OpenSession open;
  private final SessionReplies replies;
  private final TokenChooser chooser;
  private final ConsentMode logMode;
  private final boolean keepFeatures;
  private Target.@Nullable Slot slot;
  private @Nullable SessionState state;
  private @Nullable SpeculateResponse lastVerdict;
  private byte[] promptFeatures = new byte[0];
  private long prefillNanos;
  private boolean ended;

  LiveSession(Serving serving, OpenSession open, SessionReplies replies) {
    this.serving = serving;
    this.open = open;
    this.replies = replies;
    this.chooser = new TokenChooser(open.sampling());
    this.logMode = serving.log().mode(open.consent());
    this.keepFeatures = open.features() || logMode == ConsentMode.FULL;
  }

  /** Computes the next part of the prompt; true once the session is open and answered. */
  boolean prefillStep(long queueNanos) {
    int[] tokens = open.tokenIds();
    if (slot == null) {
      slot = serving.target().openSlot(open.tokenLimit(serving.limits().maxContextTokens()));
    }
    int from = slot.length();
    int to = Math.min(tokens.length, from + PREFILL_STEP);
    long start = System.nanoTime();
    try (Target.Forward forward = slot.prefill(Arrays.copyOfRange(tokens, from, to))) {
      prefillNanos += System.nanoTime() - start;
      if (keepFeatures) {
        collectFeatures(forward, from, to);
      }
      if (to < tokens.length) {
        return false;
      }
      answerOpened(forward, to - from - 1, queueNanos);
      return true;
    }
  }

  private void collectFeatures(Target.Forward forward, int from, int to) {
    int[] rows = new int[to - from];
    Arrays.setAll(rows, i -> i);
    byte[] part = forward.features(rows);
    if (promptFeatures.length == 0) {
      promptFeatures = new byte[part.length / rows.length * open.tokenIds().length];
    }
    System.arraycopy(part, 0, promptFeatures, part.length / rows.length * from, part.length);
  }

  private void answerOpened(Target.Forward forward, int lastRow, long queueNanos) {
    long start = System.nanoTime();
    int firstToken = chooser.choose(forward.logits(lastRow), open.tokenIds().length);
    SessionState opened = SessionState.opened(open, serving.limits(), firstToken);
    state = opened;
    Times times = new Times(queueNanos, prefillNanos, System.nanoTime() - start);
    byte[] forCaller = open.features() ? promptFeatures : new byte[0];
    replies.send(ResponseMapper.opened(serving.limits().fingerprint(), opened, forCaller, times));
    serving.metrics().time(times);
    if (logMode != ConsentMode.OFF) {
      TopLogProbs law = TopLogProbs.of(forward.law(lastRow), lawTokens());
      serving
          .log()
          .opened(
              logMode,
              new SessionRecord(
                  open,
                  serving.limits().fingerprint(),
                  serving.target().facts().hiddenSize(),
                  firstToken,
                  law,
                  promptFeatures));
    }
    promptFeatures = new byte[0];
  }

  /** Runs a round; a refusal, if there is one, ends the session. */
  Optional<Refusal> round(RoundProposal proposal, long queueNanos) {
    SessionState current = state;
    if (current == null) {
      return Optional.of(Refusal.of(Refusal.Kind.SESSION_STATE, "the session is not open"));
    }
    return switch (SessionRules.decide(current, proposal, serving.limits())) {
      case ProposalDecision.Refuse(Refusal refusal) -> Optional.of(refusal);
      case ProposalDecision.Repeat() -> {
        Optional.ofNullable(lastVerdict).ifPresent(replies::send);
        yield Optional.empty();
      }
      case ProposalDecision.Verify() -> {
        verify(current, proposal, queueNanos);
        yield Optional.empty();
      }
    };
  }

  private void verify(SessionState current, RoundProposal proposal, long queueNanos) {
    Target.Slot cache = Objects.requireNonNull(slot);
    long start = System.nanoTime();
    try (Target.Forward forward = cache.forward(current.lastToken(), proposal.tree())) {
      long forwarded = System.nanoTime();
      Verification walked =
          VerificationWalk.walk(
              proposal.tree(), current.committedTokens(), chooser, forward::logits);
      RoundVerdict verdict = SessionRules.conclude(current, proposal, walked);
      byte[] features = keepFeatures ? forward.features(verdict.cachedRows()) : new byte[0];
      state = current.apply(verdict);
      Times times = new Times(queueNanos, forwarded - start, System.nanoTime() - forwarded);
      SpeculateResponse response =
          ResponseMapper.verdict(verdict, open.features() ? features : new byte[0], times);
      lastVerdict = response;
      replies.send(response);
      // The caller drafts on meanwhile; should this fail, its next command finds the stream ended.
      cache.commit(verdict.cachedRows());
      serving.metrics().round(proposal, verdict, times);
      if (logMode != ConsentMode.OFF) {
        logRound(forward, proposal, new Answered(verdict, features, times));
      }
    }
  }

  private record Answered(RoundVerdict verdict, byte[] features, Times times) {}

  private void logRound(Target.Forward forward, RoundProposal proposal, Answered answered) {
    TokenTree tree = proposal.tree();
    float[] logProbs = new float[tree.size()];
    for (int node = 0; node < logProbs.length; node++) {
      logProbs[node] = (float) forward.law(tree.parent(node) + 1).logProb(tree.tokenId(node));
    }
    TreeMass mass = TreeMass.of(tree, logProbs);
    List<TopLogProbs> laws =
        logMode == ConsentMode.FULL
            ? Arrays.stream(answered.verdict().cachedRows())
                .mapToObj(row -> TopLogProbs.of(forward.law(row), lawTokens()))
                .toList()
            : List.of();
    serving
        .log()
        .round(
            logMode,
            open.sessionId(),
            new RoundRecord(
                proposal, answered.verdict(), answered.features(), laws, mass, answered.times()));
  }

  private int lawTokens() {
    return Math.min(LAW_TOKENS, serving.limits().vocabSize());
  }

  /** Frees the cache and the place, and logs the end; idempotent. */
  void end() {
    if (ended) {
      return;
    }
    ended = true;
    if (slot != null) {
      slot.close();
    }
    SessionState last = state;
    if (last != null && logMode != ConsentMode.OFF) {
      FinishReason finish = last.finish();
      serving
          .log()
          .closed(
              open.sessionId(),
              finish,
              last.lastRound(),
              last.committedTokens() - open.tokenIds().length);
    }
    serving.admission().release();
  }
}
