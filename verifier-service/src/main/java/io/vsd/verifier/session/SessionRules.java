package io.vsd.verifier.session;

import io.vsd.engine.decoding.Verification;
import io.vsd.engine.tokentree.TokenTree;
import io.vsd.verifier.session.Refusal.Kind;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The decisions of a session: pure functions of limits, state and command. */
public final class SessionRules {
  private static final int MAX_LABEL = 64;
  private static final int MAX_SESSION_ID = 128;
  private static final int MAX_STOP_TOKENS = 64;

  private SessionRules() {}

  /** Why a session must not be opened, if there is a reason. */
  public static Optional<Refusal> checkOpen(OpenSession open, SessionLimits limits) {
    return checkTarget(open, limits)
        .or(() -> checkPrompt(open, limits))
        .or(() -> checkFields(open, limits));
  }

  private static Optional<Refusal> checkTarget(OpenSession open, SessionLimits limits) {
    String expected = open.expectedFingerprint();
    if (expected.isEmpty() || expected.equals(limits.fingerprint())) {
      return Optional.empty();
    }
    return Optional.of(
        new Refusal(
            Kind.FINGERPRINT_MISMATCH,
            "this verifier serves another target than the caller expects",
            Map.of("expected", expected, "served", limits.fingerprint())));
  }

  private static Optional<Refusal> checkPrompt(OpenSession open, SessionLimits limits) {
    if (open.tokenIds().length == 0 || open.promptLength() == 0) {
      return Optional.of(Refusal.of(Kind.EMPTY_PROMPT, "the prompt holds no token"));
    }
    if (open.tokenIds().length >= limits.maxContextTokens()) {
      return Optional.of(
          new Refusal(
              Kind.PROMPT_TOO_LONG,
              "%d tokens leave no room in a context of %d"
                  .formatted(open.tokenIds().length, limits.maxContextTokens()),
              Map.of(
                  "limit", String.valueOf(limits.maxContextTokens()),
                  "given", String.valueOf(open.tokenIds().length))));
    }
    return unknownToken(open.tokenIds(), limits.vocabSize(), "token_ids");
  }

  private static Optional<Refusal> checkFields(OpenSession open, SessionLimits limits) {
    if (open.sessionId().isEmpty() || open.sessionId().length() > MAX_SESSION_ID) {
      return Optional.of(
          Refusal.field(
              "session_id", "session_id must have 1 to %d characters".formatted(MAX_SESSION_ID)));
    }
    if (open.promptLength() < 0 || open.promptLength() > open.tokenIds().length) {
      return Optional.of(Refusal.field("prompt_length", "prompt_length must be within token_ids"));
    }
    if (open.maxTokens() < 1) {
      return Optional.of(Refusal.field("max_tokens", "max_tokens must be 1 or more"));
    }
    if (open.generatedBefore() >= open.maxTokens()) {
      return Optional.of(
          Refusal.field("max_tokens", "token_ids hold max_tokens generated tokens already"));
    }
    if (open.domain().length() > MAX_LABEL) {
      return Optional.of(
          Refusal.field("domain", "domain must have at most %d characters".formatted(MAX_LABEL)));
    }
    if (open.tenant().length() > MAX_LABEL) {
      return Optional.of(
          Refusal.field("tenant", "tenant must have at most %d characters".formatted(MAX_LABEL)));
    }
    if (open.stopTokenIds().size() > MAX_STOP_TOKENS) {
      return Optional.of(
          Refusal.field("stop_token_ids", "at most %d stop tokens".formatted(MAX_STOP_TOKENS)));
    }
    int[] stops = open.stopTokenIds().stream().mapToInt(Integer::intValue).sorted().toArray();
    return unknownToken(stops, limits.vocabSize(), "stop_token_ids");
  }

  /** Names the first token that is not in the vocabulary. */
  public static Optional<Refusal> unknownToken(int[] tokens, int vocabSize, String field) {
    for (int i = 0; i < tokens.length; i++) {
      if (tokens[i] < 0 || tokens[i] >= vocabSize) {
        return Optional.of(
            new Refusal(
                Kind.UNKNOWN_TOKEN,
                "%s[%d] is not within the vocabulary of %d".formatted(field, i, vocabSize),
                Map.of("token_id", String.valueOf(tokens[i]), "index", String.valueOf(i))));
      }
    }
    return Optional.empty();
  }

  /**
   * Decides about a proposal. A repeated round gets the same answer, any other number must be the
   * next one. Plain rounds may be asked for ahead, so one that comes after the text's end is passed
   * over.
   */
  public static ProposalDecision decide(
      SessionState state, RoundProposal proposal, SessionLimits limits) {
    if (proposal.round() == state.lastRound() && proposal.round() > 0) {
      return new ProposalDecision.Repeat();
    }
    if (proposal.round() != state.lastRound() + 1) {
      return new ProposalDecision.Refuse(
          new Refusal(
              Kind.STALE_ROUND,
              "round %d is neither %d nor the next one"
                  .formatted(proposal.round(), state.lastRound()),
              Map.of("expected", String.valueOf(state.lastRound() + 1))));
    }
    TokenTree tree = proposal.tree();
    if (state.finish() != FinishReason.NONE) {
      return tree.size() == 0
          ? new ProposalDecision.PassOver()
          : new ProposalDecision.Refuse(
              Refusal.of(Kind.SESSION_STATE, "the text has ended already"));
    }
    if (tree.size() > limits.maxTreeNodes() || tree.maxDepth() > limits.maxTreeDepth()) {
      return new ProposalDecision.Refuse(tooLarge(tree.size(), tree.maxDepth(), limits));
    }
    return new ProposalDecision.Verify();
  }

  /** The refusal of a tree beyond the limits. */
  public static Refusal tooLarge(int nodes, int depth, SessionLimits limits) {
    String given =
        nodes > limits.maxTreeNodes()
            ? "%d nodes; at most %d".formatted(nodes, limits.maxTreeNodes())
            : "depth %d; at most %d".formatted(depth, limits.maxTreeDepth());
    return new Refusal(
        Kind.TREE_TOO_LARGE,
        "a tree of " + given + " is served",
        Map.of(
            "max_nodes", String.valueOf(limits.maxTreeNodes()),
            "max_depth", String.valueOf(limits.maxTreeDepth())));
  }

  /** Cuts what the walk accepted where the text ends: at a stop token or at the token limit. */
  public static RoundVerdict conclude(
      SessionState state, RoundProposal proposal, Verification verification) {
    int[] tokens = verification.tokens(proposal.tree());
    for (int i = 0; i < tokens.length; i++) {
      FinishReason finish =
          SessionState.finish(
              state.stopTokenIds(), tokens[i], state.committedTokens() + i + 1, state.tokenLimit());
      boolean bonus = i == tokens.length - 1;
      if (finish != FinishReason.NONE || bonus) {
        int[] accepted = Arrays.copyOf(verification.acceptedNodes(), bonus ? i : i + 1);
        return new RoundVerdict(
            proposal.round(),
            accepted,
            bonus ? OptionalInt.of(tokens[i]) : OptionalInt.empty(),
            tokens[i],
            finish);
      }
    }
    throw new IllegalStateException("a walk commits at least one token");
  }
}
