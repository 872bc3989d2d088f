package io.vsd.engine.draft;

import io.vsd.engine.expert.DraftedTree;
import io.vsd.engine.pacing.Pacer;
import io.vsd.engine.tokentree.TokenTree;
import io.vsd.engine.tokentree.TreeShape;
import java.util.Arrays;

/**
 * Computes, without the target, the acceptance length that a draft would have had on recorded
 * traffic. Exact, not an estimate: the recorded text is the text under every draft, so a round
 * commits the recorded tokens as far as they run inside the proposed tree, and one more.
 */
public final class CounterfactualReplay {

  private final TreeDrafter drafter;
  private final TreeShape shape;

  /** A replay whose trees have this shape. */
  public CounterfactualReplay(TreeShape shape) {
    this(new TreeDrafter(), shape);
  }

  /** A replay by that drafter. */
  public CounterfactualReplay(TreeDrafter drafter, TreeShape shape) {
    this.drafter = drafter;
    this.shape = shape;
  }

  /**
   * Replays the speculation loop on a recorded session.
   *
   * @param maxTokens stop after the round that reaches this many answer tokens
   * @param pacer asked after each round
   * @throws IllegalArgumentException when features are missing
   * @throws InterruptedException when the pacer gives up
   */
  public ReplayResult replay(DraftModel draft, RecordedSession recorded, int maxTokens, Pacer pacer)
      throws InterruptedException {
    int[] tokens = recorded.tokens();
    int first = recorded.firstAnswerPosition();
    int end = (int) Math.min(tokens.length, (long) first + maxTokens);
    int[] committed = new int[Math.max(0, end - first - 1)];
    int rounds = 0;
    double expected = 0;
    if (committed.length == 0) {
      return new ReplayResult(committed, 0);
    }
    try (DraftSession session = draft.openSession(tokens.length)) {
      recorded.commit(session, first);
      while (session.committed() + 1 < end) {
        long start = System.nanoTime();
        int next = session.committed() + 1;
        DraftedTree drafted = drafter.propose(session, shape, recorded.sampling(), next);
        int accepted = accepted(drafted.tree(), tokens, next);
        expected += 1 + drafted.expectedAccepted();
        committed[rounds] = Math.min(accepted + 1, end - next);
        recorded.commit(session, next + committed[rounds] - 1);
        rounds++;
        pacer.afterWorkSince(start);
      }
    }
    return new ReplayResult(Arrays.copyOf(committed, rounds), expected);
  }

  /** How many recorded tokens from {@code next} on run inside the tree. */
  private static int accepted(TokenTree tree, int[] tokens, int next) {
    int node = TokenTree.ROOT;
    int accepted = 0;
    while (next + accepted < tokens.length) {
      node = tree.child(node, tokens[next + accepted]);
      if (node < 0) {
        break;
      }
      accepted++;
    }
    return accepted;
  }
}
