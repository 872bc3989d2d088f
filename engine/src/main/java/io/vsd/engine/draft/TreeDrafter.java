package io.vsd.engine.draft;

import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.expert.DraftedTree;
import io.vsd.engine.expert.ExpertKind;
import io.vsd.engine.expert.NodeNoise;
import io.vsd.engine.tokentree.TokenTree;
import io.vsd.engine.tokentree.TreeGrowth;
import io.vsd.engine.tokentree.TreeShape;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Proposes trees from the mixture of all experts. Nodes go in by the probability that they are
 * accepted, the best first; at a temperature above 0 that knows the very noise that the target will
 * choose with, so that the draft ranks highest what the target will most likely choose. The network
 * runs once a depth over the most promising nodes, and the tree is grown anew with what it said.
 * Stateless and thread safe; serving and counterfactual replay share it.
 */
public final class TreeDrafter {
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
   * Proposes a tree below the last committed token.
   *
   * @param session with at least one committed token
   * @param shape budget; a budget of 0 nodes gives the empty tree at no cost
   * @param parameters of the request whose text this is
   * @param nextPosition absolute position of the token that depth 1 drafts
   */
  public DraftedTree propose(
      DraftSession session, TreeShape shape, SamplingParameters parameters, long nextPosition) {
    if (shape.maxNodes() == 0) {
      return DraftedTree.empty();
    }
    DraftNode root =
        DraftNode.root(
            new DraftNode.Drafting(
                session.experts(),
                session.model().mixture(),
                NodeNoise.of(parameters, nextPosition),
                experts,
                shape.topK()));
    Growing growing = new Growing(shape, root);
    if (!session.hasNetwork() || !experts.contains(ExpertKind.NETWORK)) {
      return growing.grown(shape.maxDepth()).drafted();
    }
    try (DraftRows rows = session.startTree()) {
      NetworkRun run = new NetworkRun(session, rows, shape.topK());
      run.begin(root);
      int deepest = Math.min(shape.maxDepth(), shape.networkDepth());
      for (int depth = 1; depth < deepest; depth++) {
        List<DraftNode> frontier = growing.grown(depth).frontier(depth);
        if (frontier.isEmpty()) {
          break;
        }
        run.expand(frontier);
      }
      return growing.grown(shape.maxDepth()).drafted();
    }
  }

  /** Grows the tree of what is known so far. */
  private record Growing(TreeShape shape, DraftNode root) {

    /** The best tree of at most that depth. */
    Grown grown(int depth) {
      DraftNode[] nodes = new DraftNode[shape.maxNodes()];
      TreeGrowth growth =
          TreeGrowth.grow(
              shape.atMost(depth),
              (node, parent, token) -> {
                DraftNode at = root;
                if (node != TokenTree.ROOT) {
                  at = (parent == TokenTree.ROOT ? root : nodes[parent]).below(token);
                  nodes[node] = at;
                }
                return at.children().candidates();
              });
      return new Grown(shape, growth, root, nodes);
    }
  }

  /** A tree, and the path of each node that children were asked for. */
  private record Grown(TreeShape shape, TreeGrowth growth, DraftNode root, DraftNode[] nodes) {

    /**
     * Nodes of the deepest level that the network is to compute, the best first. All nodes above
     * have what the network says, so what is not among the best here cannot be in the end.
     */
    List<DraftNode> frontier(int depth) {
      List<DraftNode> frontier = new ArrayList<>();
      // The last node of a full tree leaves no room for a child.
      for (int i = 0; i < Math.min(growth.size(), shape.maxNodes() - 1); i++) {
        if (growth.depth(i) == depth && frontier.size() < shape.frontier()) {
          DraftNode node = parentOf(i).below(growth.token(i));
          if (node.reachable()) {
            frontier.add(node);
          }
        }
      }
      return frontier;
    }

    private DraftNode parentOf(int node) {
      int parent = growth.parent(node);
      return parent == TokenTree.ROOT ? root : nodes[parent];
    }

    DraftedTree drafted() {
      List<ExpertKind> origins = new ArrayList<>();
      double expected = 0;
      for (int i = 0; i < growth.size(); i++) {
        origins.add(parentOf(i).children().origin(growth.candidate(i)));
        expected += StrictMath.exp(growth.pathScore(i));
      }
      return new DraftedTree(growth.tree(growth.size()), origins, expected);
    }
  }
}
