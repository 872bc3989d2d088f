package io.vsd.verifier.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.decoding.Verification;
import io.vsd.engine.tokentree.TokenTree;
import io.vsd.verifier.session.Refusal.Kind;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SessionRulesTest {
  private static final SessionLimits LIMITS = new SessionLimits("print", 100, 32, 8, 4);
  private static final TokenTree CHAIN =
      TokenTree.of(new int[] {10, 11, 12}, new int[] {-1, 0, 1}, new float[3]);

  @Test
  void admitsAnOrdinaryRequest() {
    assertThat(SessionRules.checkOpen(open(new int[] {1, 2, 3}, 3, 10), LIMITS)).isEmpty();
  }

  @Test
  void refusesAnEmptyPrompt() {
    assertThat(kind(open(new int[0], 0, 10))).contains(Kind.EMPTY_PROMPT);
    assertThat(kind(open(new int[] {1}, 0, 10))).contains(Kind.EMPTY_PROMPT);
  }

  @Test
  void refusesAPromptThatLeavesNoRoom() {
    assertThat(kind(open(new int[32], 32, 1))).contains(Kind.PROMPT_TOO_LONG);
    assertThat(kind(open(new int[31], 31, 1))).isEmpty();
  }

  @Test
  void refusesTokensOutsideTheVocabularyAndNamesThem() {
    Refusal refusal = SessionRules.checkOpen(open(new int[] {1, 100}, 2, 10), LIMITS).orElseThrow();
    assertThat(refusal.kind()).isEqualTo(Kind.UNKNOWN_TOKEN);
    assertThat(refusal.metadata()).containsEntry("token_id", "100").containsEntry("index", "1");
    assertThat(kind(open(new int[] {-1}, 1, 10))).contains(Kind.UNKNOWN_TOKEN);
    OpenSession badStop = withStops(open(new int[] {1}, 1, 10), Set.of(100));
    assertThat(kind(badStop)).contains(Kind.UNKNOWN_TOKEN);
  }

  @Test
  void refusesAnotherTarget() {
    OpenSession other = open(new int[] {1}, 1, 10);
    OpenSession expecting =
        new OpenSession(
            other.sessionId(),
            other.tokenIds(),
            1,
            other.sampling(),
            10,
            Set.of(),
            "",
            "",
            ConsentMode.OFF,
            "another",
            false);
    assertThat(kind(expecting)).contains(Kind.FINGERPRINT_MISMATCH);
  }

  @Test
  void refusesFieldsOutOfRange() {
    assertThat(kind(open(new int[] {1}, 2, 10))).contains(Kind.INVALID_ARGUMENT);
    assertThat(kind(open(new int[] {1}, -1, 10))).contains(Kind.INVALID_ARGUMENT);
    assertThat(kind(open(new int[] {1}, 1, 0))).contains(Kind.INVALID_ARGUMENT);
    assertThat(kind(open(new int[] {1, 2, 3}, 1, 2))).contains(Kind.INVALID_ARGUMENT);
    assertThat(kind(named("", "d"))).contains(Kind.INVALID_ARGUMENT);
    assertThat(kind(named("x".repeat(129), "d"))).contains(Kind.INVALID_ARGUMENT);
    assertThat(kind(named("s", "d".repeat(65)))).contains(Kind.INVALID_ARGUMENT);
  }

  @Test
  void answersTheNextRoundRepeatsTheLastAndRefusesOthers() {
    SessionState state = state(20, Set.of());
    assertThat(decide(state, 1)).isInstanceOf(ProposalDecision.Verify.class);
    assertThat(refusalOf(decide(state, 0)).kind()).isEqualTo(Kind.STALE_ROUND);
    assertThat(refusalOf(decide(state, 2)).kind()).isEqualTo(Kind.STALE_ROUND);
    SessionState after = state.apply(verdict(state, new Verification(new int[] {0}, 50)));
    assertThat(decide(after, 1)).isInstanceOf(ProposalDecision.Repeat.class);
    assertThat(decide(after, 2)).isInstanceOf(ProposalDecision.Verify.class);
    assertThat(refusalOf(decide(after, 3)).metadata()).containsEntry("expected", "2");
  }

  @Test
  void refusesRoundsAfterTheEndButRepeatsTheLast() {
    SessionState state = state(20, Set.of(50));
    SessionState ended = state.apply(verdict(state, new Verification(new int[0], 50)));
    assertThat(ended.finish()).isEqualTo(FinishReason.STOP);
    assertThat(decide(ended, 1)).isInstanceOf(ProposalDecision.Repeat.class);
    assertThat(refusalOf(decide(ended, 2)).kind()).isEqualTo(Kind.SESSION_STATE);
  }

  @Test
  void passesOverAPlainRoundThatWasAskedForBeforeTheEndWasKnown() {
    SessionState state = state(20, Set.of(50));
    SessionState ended = state.apply(verdict(state, new Verification(new int[0], 50)));
    RoundProposal plain = new RoundProposal(2, TokenTree.empty(), "", 0);
    RoundProposal later = new RoundProposal(3, TokenTree.empty(), "", 0);
    assertThat(SessionRules.decide(ended, plain, LIMITS))
        .isInstanceOf(ProposalDecision.PassOver.class);
    assertThat(refusalOf(SessionRules.decide(ended, later, LIMITS)).kind())
        .isEqualTo(Kind.STALE_ROUND);
  }

  @Test
  void refusesTreesBeyondTheLimits() {
    SessionLimits narrow = new SessionLimits("print", 100, 32, 2, 4);
    SessionLimits shallow = new SessionLimits("print", 100, 32, 8, 2);
    SessionState state = state(20, Set.of());
    assertThat(refusalOf(SessionRules.decide(state, proposal(1), narrow)).kind())
        .isEqualTo(Kind.TREE_TOO_LARGE);
    assertThat(refusalOf(SessionRules.decide(state, proposal(1), shallow)).kind())
        .isEqualTo(Kind.TREE_TOO_LARGE);
  }

  @Test
  void commitsTheAcceptedPathAndTheBonusToken() {
    SessionState state = state(20, Set.of());
    RoundVerdict verdict = verdict(state, new Verification(new int[] {0, 1}, 50));
    assertThat(verdict.accepted()).containsExactly(0, 1);
    assertThat(verdict.bonusToken()).isEqualTo(OptionalInt.of(50));
    assertThat(verdict.cachedRows()).containsExactly(0, 1, 2);
    assertThat(verdict.committedTokens()).isEqualTo(3);
    SessionState after = state.apply(verdict);
    assertThat(after.committedTokens()).isEqualTo(state.committedTokens() + 3);
    assertThat(after.lastToken()).isEqualTo(50);
    assertThat(after.finish()).isEqualTo(FinishReason.NONE);
  }

  @Test
  void endsAtAStopTokenInsideTheAcceptedPath() {
    RoundVerdict verdict =
        verdict(state(20, Set.of(11)), new Verification(new int[] {0, 1, 2}, 50));
    assertThat(verdict.accepted()).containsExactly(0, 1);
    assertThat(verdict.bonusToken()).isEmpty();
    assertThat(verdict.lastToken()).isEqualTo(11);
    assertThat(verdict.finish()).isEqualTo(FinishReason.STOP);
  }

  @Test
  void endsAtTheTokenLimitInsideTheAcceptedPath() {
    RoundVerdict verdict = verdict(state(3, Set.of()), new Verification(new int[] {0, 1, 2}, 50));
    assertThat(verdict.accepted()).containsExactly(0, 1);
    assertThat(verdict.bonusToken()).isEmpty();
    assertThat(verdict.finish()).isEqualTo(FinishReason.LENGTH);
  }

  @Test
  void endsWhenTheBonusTokenIsTheLastWanted() {
    RoundVerdict verdict = verdict(state(4, Set.of()), new Verification(new int[] {0, 1}, 50));
    assertThat(verdict.bonusToken()).hasValue(50);
    assertThat(verdict.finish()).isEqualTo(FinishReason.LENGTH);
  }

  @Test
  void aStopTokenAtTheLimitIsAStop() {
    RoundVerdict verdict = verdict(state(3, Set.of(11)), new Verification(new int[] {0, 1, 2}, 50));
    assertThat(verdict.finish()).isEqualTo(FinishReason.STOP);
  }

  @Test
  void theContextLimitEndsTheTextToo() {
    OpenSession open = open(new int[30], 30, 1000);
    SessionState state = SessionState.opened(open, LIMITS, 9);
    assertThat(state.finish()).isEqualTo(FinishReason.NONE);
    RoundVerdict verdict = verdict(state, new Verification(new int[] {0, 1}, 50));
    assertThat(verdict.accepted()).containsExactly(0);
    assertThat(verdict.finish()).isEqualTo(FinishReason.LENGTH);
  }

  @Test
  void theFirstTokenCanEndTheText() {
    OpenSession open = open(new int[] {1, 2}, 2, 1);
    assertThat(SessionState.opened(open, LIMITS, 9).finish()).isEqualTo(FinishReason.LENGTH);
    OpenSession stopping = withStops(open(new int[] {1, 2}, 2, 5), Set.of(9));
    assertThat(SessionState.opened(stopping, LIMITS, 9).finish()).isEqualTo(FinishReason.STOP);
  }

  @Test
  void tokensCommittedElsewhereCountTowardsTheLimit() {
    OpenSession moved = open(new int[] {1, 2, 7, 8}, 2, 4);
    assertThat(moved.generatedBefore()).isEqualTo(2);
    SessionState state = SessionState.opened(moved, LIMITS, 9);
    assertThat(state.finish()).isEqualTo(FinishReason.NONE);
    RoundVerdict verdict = verdict(state, new Verification(new int[] {0, 1}, 50));
    assertThat(verdict.accepted()).containsExactly(0);
    assertThat(verdict.finish()).isEqualTo(FinishReason.LENGTH);
  }

  @Test
  void theStricterConsentWins() {
    assertThat(ConsentMode.FULL.atMost(ConsentMode.METRICS_ONLY))
        .isEqualTo(ConsentMode.METRICS_ONLY);
    assertThat(ConsentMode.OFF.atMost(ConsentMode.FULL)).isEqualTo(ConsentMode.OFF);
  }

  /**
   * A session whose text may get {@code maxTokens} generated tokens, the first of which is there.
   */
  private static SessionState state(int maxTokens, Set<Integer> stops) {
    return SessionState.opened(withStops(open(new int[] {1, 2}, 2, maxTokens), stops), LIMITS, 9);
  }

  private static RoundVerdict verdict(SessionState state, Verification walked) {
    return SessionRules.conclude(state, proposal(state.lastRound() + 1), walked);
  }

  private static ProposalDecision decide(SessionState state, long round) {
    return SessionRules.decide(state, proposal(round), LIMITS);
  }

  private static Refusal refusalOf(ProposalDecision decision) {
    return ((ProposalDecision.Refuse) decision).refusal();
  }

  private static RoundProposal proposal(long round) {
    return new RoundProposal(round, CHAIN, "draft", 0);
  }

  private static Optional<Kind> kind(OpenSession open) {
    return SessionRules.checkOpen(open, LIMITS).map(Refusal::kind);
  }

  private static OpenSession named(String sessionId, String domain) {
    return new OpenSession(
        sessionId,
        new int[] {1},
        1,
        SamplingParameters.greedy(),
        5,
        Set.of(),
        domain,
        "",
        ConsentMode.OFF,
        "",
        false);
  }

  private static OpenSession open(int[] tokens, int promptLength, int maxTokens) {
    return new OpenSession(
        "session",
        tokens,
        promptLength,
        SamplingParameters.greedy(),
        maxTokens,
        Set.of(),
        "",
        "",
        ConsentMode.OFF,
        "print",
        false);
  }

  private static OpenSession withStops(OpenSession open, Set<Integer> stops) {
    return new OpenSession(
        open.sessionId(),
        open.tokenIds(),
        open.promptLength(),
        open.sampling(),
        open.maxTokens(),
        stops,
        open.domain(),
        open.tenant(),
        open.consent(),
        open.expectedFingerprint(),
        open.features());
  }
}
