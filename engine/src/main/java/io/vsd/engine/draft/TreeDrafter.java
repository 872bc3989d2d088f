package io.vsd.engine.draft;

import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.expert.DraftTimes;
import io.vsd.engine.expert.DraftedTree;
import io.vsd.engine.expert.ExpertKind;
import io.vsd.engine.price.RoundCosts;
import io.vsd.engine.price.TreePrice;
import io.vsd.engine.tokentree.TreeShape;
import java.util.EnumSet;
import java.util.Set;

/**
 * Proposes trees from the mixture of all experts, as large as they pay. Nodes go in by the
 * probability that they are accepted, the best first; at a temperature above 0 that knows the very
 * noise that the target will choose with, so that the draft ranks highest what the target will most
 * likely choose. The network runs, a depth at a time, where what it brings is worth its time.
 * Stateless and thread safe; serving and counterfactual replay share it.
 */
public final class TreeDrafter {
  private static final int ROUNDS_UNTIL_A_PROBE = 32;
  private static final int PROBE_NODES = 2;

  private final Set<ExpertKind> experts;

  /** Asks all experts. */
  public TreeDrafter() {
    this(EnumSet.allOf(ExpertKind.class));
  }

  /** Asks those experts alone. */
  public TreeDrafter(Set<ExpertKind> experts) {
    this.experts = Set.copyOf(experts);
  }

  /**
   * Proposes a tree below the last committed token; the empty one where none pays. After many
   * rounds without, a small one is tried, so that a session's trust in its drafts stays current.
   *
   * @param session with at least one committed token
   * @param shape bounds
   * @param costs of the round
   * @param parameters of the request whose text this is
   * @param nextPosition absolute position of the token that depth 1 drafts
   */
  public DraftedTree propose(
      DraftSession session,
      TreeShape shape,
      RoundCosts costs,
      SamplingParameters parameters,
      long nextPosition) {
    long start = System.nanoTime();
    TreePrice price = TreePrice.of(costs);
    if (price.hopeless(shape.maxNodes())) {
      return DraftedTree.empty();
    }
    double trust = session.trust().factor();
    Grown tree = grown(session, shape, parameters, nextPosition);
    long text = System.nanoTime() - start;
    long network = 0;
    long deeper = 0;
    int depths = 0;
    double millis = costs.drafting().of(false, 0);
    if (asksNetwork(session, tree, price, trust)) {
      try (DraftRows rows = session.startTree()) {
        NetworkRun run = new NetworkRun(session, rows, shape.topK());
        run.begin(tree.root());
        network = System.nanoTime() - start - text;
        millis = costs.drafting().of(true, depths);
        tree = tree.again();
        Grown.Frontier frontier = tree.frontier(1);
        while (!frontier.nodes().isEmpty()
            && price.depthPays(tree.expected(trust), trust * frontier.gain(), millis)) {
          run.expand(frontier.nodes());
          depths++;
          millis = costs.drafting().of(true, depths);
          tree = tree.again();
          frontier = tree.frontier(1 + depths);
        }
        deeper = depths == 0 ? 0 : System.nanoTime() - start - text - network;
      }
    }
    int nodes = price.nodes(tree.expected(trust), millis);
    if (nodes == 0 && session.trust().roundsWithout() >= ROUNDS_UNTIL_A_PROBE) {
      nodes = price.smallTree(tree.expected(1), PROBE_NODES);
    }
    DraftedTree drafted = tree.drafted(nodes, trust, new DraftTimes(text, network, deeper, depths));
    session.proposed(drafted.tree(), drafted.expectedAccepted() / trust);
    return drafted;
  }

  /**
   * Whether {@link #propose} would propose anything below the last committed token, or try to, as
   * far as that can be told without the network. Changes nothing.
   */
  public boolean promises(
      DraftSession session,
      TreeShape shape,
      RoundCosts costs,
      SamplingParameters parameters,
      long nextPosition) {
    TreePrice price = TreePrice.of(costs);
    if (price.hopeless(shape.maxNodes())) {
      return false;
    }
    double trust = session.trust().factor();
    Grown tree = grown(session, shape, parameters, nextPosition);
    return (tree.growth().size() > 0 && session.trust().roundsWithout() >= ROUNDS_UNTIL_A_PROBE)
        || price.nodes(tree.expected(trust), costs.drafting().text()) > 0
        || asksNetwork(session, tree, price, trust);
  }

  private boolean asksNetwork(DraftSession session, Grown tree, TreePrice price, double trust) {
    return session.hasNetwork()
        && experts.contains(ExpertKind.NETWORK)
        && price.networkPays(
            tree.expected(trust), trust * tree.gainAtRoot(), tree.shape().maxNodes());
  }

  private Grown grown(
      DraftSession session, TreeShape shape, SamplingParameters parameters, long nextPosition) {
    return Grown.of(
        shape, DraftNode.root(session, parameters, nextPosition, experts, shape.topK()));
  }
}
