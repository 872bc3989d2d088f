package io.vsd.engine.draft;

import io.vsd.engine.expert.DraftTimes;
import io.vsd.engine.expert.DraftedTree;
import io.vsd.engine.pacing.Pacer;
import io.vsd.engine.price.Pace;
import io.vsd.engine.price.RoundCosts;
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
   * @param costs of its rounds where it was served
   * @param maxTokens stop after the round that reaches this many answer tokens
   * @param pacer asked after each round
   * @throws IllegalArgumentException when features are missing
   * @throws InterruptedException when the pacer gives up
   */
  public ReplayResult replay(
      DraftModel draft, RecordedSession recorded, RoundCosts costs, int maxTokens, Pacer pacer)
      throws InterruptedException {
    int[] tokens = recorded.tokens();
    int first = recorded.firstAnswerPosition();
    int end = (int) Math.min(tokens.length, (long) first + maxTokens);
    int[] committed = new int[Math.max(0, end - first - 1)];
    int rounds = 0;
    double expected = 0;
    double milliseconds = 0;
    if (committed.length == 0) {
      return new ReplayResult(committed, 0, 0);
    }
    Pace pace = new Pace();
    try (DraftSession session = draft.openSession(tokens.length)) {
      recorded.commit(session, first);
      while (session.committed() + 1 < end) {
        long start = System.nanoTime();
        int next = session.committed() + 1;
        DraftedTree drafted = DraftedTree.empty();
        if (pace.resting()) {
          // This round was asked for before the last token was known.
          pace.looked(drafter.promises(session, shape, costs, recorded.sampling(), next));
          milliseconds += costs.plain();
        } else {
          drafted = drafter.propose(session, shape, costs, recorded.sampling(), next);
          pace.drafted(drafted.tree().size(), costs);
          DraftTimes times = drafted.times();
          milliseconds +=
              costs.round(
                  drafted.tree().size(), costs.drafting().of(times.network() > 0, times.depths()));
        }
        expected += 1 + drafted.expectedAccepted();
        committed[rounds] = Math.min(drafted.tree().common(tokens, next) + 1, end - next);
        recorded.commit(session, next + committed[rounds] - 1);
        rounds++;
        pacer.afterWorkSince(start);
      }
    }
    return new ReplayResult(Arrays.copyOf(committed, rounds), expected, milliseconds);
  }
}
