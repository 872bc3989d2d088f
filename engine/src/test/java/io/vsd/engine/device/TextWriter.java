package io.vsd.engine.device;

import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.decoding.TokenChooser;
import io.vsd.engine.decoding.Verification;
import io.vsd.engine.decoding.VerificationWalk;
import io.vsd.engine.draft.DraftModel;
import io.vsd.engine.draft.DraftSession;
import io.vsd.engine.draft.TreeDrafter;
import io.vsd.engine.model.KvSlot;
import io.vsd.engine.model.TargetModel;
import io.vsd.engine.model.TreeForward;
import io.vsd.engine.price.RoundCosts;
import io.vsd.engine.tokentree.TokenTree;
import io.vsd.engine.tokentree.TreeShape;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Writes texts of a fixed length with one target, plainly or with trees of a draft. */
final class TextWriter {

  /**
   * A text and what it took.
   *
   * @param tokens prompt and answer
   * @param rounds forwards after the prefill
   * @param draftNanos spent in the draft
   * @param nanos of all rounds, the prefill left out
   */
  record Written(int[] tokens, int rounds, long draftNanos, long nanos) {}

  private final TargetModel target;
  private final int answerTokens;

  TextWriter(TargetModel target, int answerTokens) {
    this.target = target;
    this.answerTokens = answerTokens;
  }

  /** One token a forward. */
  Written plain(int[] prompt, SamplingParameters sampling) {
    TokenChooser chooser = new TokenChooser(sampling);
    int[] tokens = Arrays.copyOf(prompt, prompt.length + answerTokens);
    try (KvSlot slot = target.openSlot(tokens.length)) {
      tokens[prompt.length] = first(slot, prompt, chooser);
      long start = System.nanoTime();
      for (int at = prompt.length + 1; at < tokens.length; at++) {
        try (TreeForward forward = target.forward(slot, tokens[at - 1], TokenTree.empty())) {
          tokens[at] = chooser.choose(forward.logits(0), at);
        }
        slot.commit(new int[] {0});
      }
      return new Written(tokens, answerTokens - 1, 0, System.nanoTime() - start);
    }
  }

  private int first(KvSlot slot, int[] prompt, TokenChooser chooser) {
    try (TreeForward forward = target.prefill(slot, prompt)) {
      return chooser.choose(forward.logits(prompt.length - 1), prompt.length);
    }
  }

  /** A tree a forward. */
  Written speculative(
      DraftModel draft, TreeShape shape, int[] prompt, SamplingParameters sampling) {
    TokenChooser chooser = new TokenChooser(sampling);
    int n = prompt.length;
    int[] tokens = Arrays.copyOf(prompt, n + answerTokens + shape.maxDepth() + 1);
    try (KvSlot slot = target.openSlot(tokens.length);
        DraftSession session = draft.openSession(tokens.length)) {
      try (TreeForward forward = target.prefill(slot, prompt)) {
        tokens[n] = chooser.choose(forward.logits(n - 1), n);
        session.extend(
            Arrays.copyOfRange(tokens, 1, n + 1),
            forward.features(IntStream.range(0, n).toArray()));
      }
      return rounds(slot, session, new Request(shape, sampling, n + answerTokens), tokens);
    }
  }

  private record Request(TreeShape shape, SamplingParameters sampling, int end) {}

  private Written rounds(KvSlot slot, DraftSession session, Request request, int[] tokens) {
    TreeDrafter drafter = new TreeDrafter();
    TokenChooser chooser = new TokenChooser(request.sampling());
    int rounds = 0;
    long drafting = 0;
    long start = System.nanoTime();
    int next = slot.length() + 1;
    while (next < request.end()) {
      long before = System.nanoTime();
      TokenTree tree =
          drafter
              .propose(session, request.shape(), RoundCosts.nothing(), request.sampling(), next)
              .tree();
      drafting += System.nanoTime() - before;
      try (TreeForward forward = target.forward(slot, tokens[next - 1], tree)) {
        Verification verdict = VerificationWalk.walk(tree, next, chooser, forward::logits);
        int[] committed = verdict.tokens(tree);
        System.arraycopy(committed, 0, tokens, next, committed.length);
        int[] rows =
            IntStream.concat(IntStream.of(0), IntStream.of(verdict.acceptedNodes()).map(i -> i + 1))
                .toArray();
        before = System.nanoTime();
        session.extend(committed, forward.features(rows));
        drafting += System.nanoTime() - before;
        slot.commit(rows);
        next += committed.length;
      }
      rounds++;
    }
    long nanos = System.nanoTime() - start;
    return new Written(Arrays.copyOf(tokens, request.end()), rounds, drafting, nanos);
  }
}
