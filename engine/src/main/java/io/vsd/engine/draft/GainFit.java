package io.vsd.engine.draft;

import io.vsd.engine.expert.ExpertKind;
import io.vsd.engine.expert.Mixture;
import io.vsd.engine.expert.NetworkGainFit;
import io.vsd.engine.pacing.Pacer;
import io.vsd.engine.price.TreePrice;
import io.vsd.engine.tokentree.TreeShape;
import java.util.EnumSet;
import java.util.List;

/**
 * Measures what asking the network brings a draft whose mixture is fitted: at nodes along recorded
 * texts a small tree is grown without the network's law of the node and with it. Not thread safe.
 */
public final class GainFit {
  private static final int DEPTH = 4;
  private static final TreeShape SMALL = new TreeShape(TreePrice.GAIN_NODES, DEPTH);

  private final NetworkGainFit greedy = new NetworkGainFit();
  private final NetworkGainFit sampled = new NetworkGainFit();

  /** Nothing seen yet. */
  public GainFit() {}

  /**
   * Lets a draft meet a session; without a network there is nothing to see.
   *
   * @param pacer asked after each round
   * @throws InterruptedException when the pacer gives up
   */
  public void add(DraftModel draft, RecordedSession recorded, Pacer pacer)
      throws InterruptedException {
    RecordedRounds.each(
        draft,
        recorded,
        pacer,
        (session, next) -> {
          if (session.hasNetwork()) {
            round(session, recorded, next);
          }
        });
  }

  private void round(DraftSession session, RecordedSession recorded, int next) {
    DraftNode node =
        DraftNode.root(
            session, recorded.sampling(), next, EnumSet.allOf(ExpertKind.class), SMALL.topK());
    NetworkGainFit fit = node.noise().matters() ? sampled : greedy;
    try (DraftRows rows = session.startTree()) {
      NetworkRun run = new NetworkRun(session, rows, SMALL.topK());
      for (int depth = 0; ; depth++) {
        double alone = Grown.of(SMALL, node).whole();
        if (depth == 0) {
          run.begin(node);
        } else {
          run.expand(List.of(node));
        }
        fit.add(depth == 0, alone, Grown.of(SMALL, node).whole());
        if (depth + 1 == DEPTH || next + depth == recorded.tokens().length) {
          return;
        }
        node = node.below(recorded.tokens()[next + depth]);
      }
    }
  }

  /** The mixture with what was measured. */
  public Mixture fit(Mixture mixture) {
    return new Mixture(
        mixture.greedy().gaining(greedy.fit(mixture.greedy().gain())),
        mixture.sampled().gaining(sampled.fit(mixture.sampled().gain())));
  }
}
