package io.vsd.engine.draft;

import io.vsd.engine.expert.BeliefFit;
import io.vsd.engine.expert.ExpertKind;
import io.vsd.engine.expert.Mixture;
import io.vsd.engine.expert.NodeLaws;
import io.vsd.engine.pacing.Pacer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Fits how far a draft's experts are trusted to recorded sessions: rounds begin along the recorded
 * text, and at each depth the experts' laws meet the token that came. The sessions must not be
 * those that the draft learned from, which it knows too well. Not thread safe.
 */
public final class MixtureFit {
  private static final Set<ExpertKind> ALL = EnumSet.allOf(ExpertKind.class);
  private static final int DEPTH = 4;
  private static final int CHILDREN = 6;

  private final BeliefFit greedyAlone;
  private final BeliefFit greedyNetworked;
  private final BeliefFit sampledAlone;
  private final BeliefFit sampledNetworked;

  /**
   * Nothing seen yet.
   *
   * @param vocabSize tokens of the target
   */
  public MixtureFit(int vocabSize) {
    this.greedyAlone = new BeliefFit(vocabSize);
    this.greedyNetworked = new BeliefFit(vocabSize);
    this.sampledAlone = new BeliefFit(vocabSize);
    this.sampledNetworked = new BeliefFit(vocabSize);
  }

  /**
   * Lets a draft meet a session.
   *
   * @param pacer asked after each round
   * @throws InterruptedException when the pacer gives up
   */
  public void add(DraftModel draft, RecordedSession recorded, Pacer pacer)
      throws InterruptedException {
    RecordedRounds.each(draft, recorded, pacer, (session, next) -> round(session, recorded, next));
  }

  private void round(DraftSession session, RecordedSession recorded, int next) {
    DraftNode node = DraftNode.root(session, recorded.sampling(), next, ALL, CHILDREN);
    boolean noisy = node.noise().matters();
    int token = recorded.tokens()[next];
    (noisy ? sampledAlone : greedyAlone).add(node.laws().alone(), node.noise(), token);
    if (!session.hasNetwork()) {
      return;
    }
    BeliefFit networked = noisy ? sampledNetworked : greedyNetworked;
    try (DraftRows rows = session.startTree()) {
      NetworkRun run = new NetworkRun(session, rows, CHILDREN);
      run.begin(node);
      for (int depth = 0; ; depth++) {
        NodeLaws laws = node.laws();
        networked.add(laws, node.noise(), recorded.tokens()[next + depth]);
        if (depth + 1 == DEPTH || next + depth + 1 == recorded.tokens().length) {
          return;
        }
        node = node.below(recorded.tokens()[next + depth]);
        run.expand(List.of(node));
      }
    }
  }

  /**
   * The trust under which what was seen is likeliest.
   *
   * @param otherwise what is believed of cases that were not seen
   */
  public Mixture fit(Mixture otherwise) {
    return new Mixture(
        new Mixture.Trust(
            greedyAlone.fit(otherwise.greedy().alone()),
            greedyNetworked.fit(otherwise.greedy().networked()),
            otherwise.greedy().gain()),
        new Mixture.Trust(
            sampledAlone.fit(otherwise.sampled().alone()),
            sampledNetworked.fit(otherwise.sampled().networked()),
            otherwise.sampled().gain()));
  }
}
