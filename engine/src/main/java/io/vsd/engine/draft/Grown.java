package io.vsd.engine.draft;

import io.vsd.engine.expert.DraftTimes;
import io.vsd.engine.expert.DraftedTree;
import io.vsd.engine.expert.ExpertKind;
import io.vsd.engine.price.TreePrice;
import io.vsd.engine.tokentree.TokenTree;
import io.vsd.engine.tokentree.TreeGrowth;
import io.vsd.engine.tokentree.TreeShape;
import java.util.ArrayList;
import java.util.List;

/**
 * The best tree of what is known so far, and the path of each node that children were asked for.
 *
 * @param root the last committed token, or the node below which it was grown
 */
record Grown(TreeShape shape, TreeGrowth growth, DraftNode root, DraftNode[] nodes) {

  /** Grows a tree below a node. */
  static Grown of(TreeShape shape, DraftNode root) {
    DraftNode[] nodes = new DraftNode[shape.maxNodes()];
    TreeGrowth growth =
        TreeGrowth.grow(
            shape,
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

  /** The same with what the network has said since. */
  Grown again() {
    return of(shape, root);
  }

  /**
   * Accepted nodes that the best tree of 0, 1, 2 … nodes can expect.
   *
   * @param trust a factor
   */
  double[] expected(double trust) {
    double[] expected = new double[growth.size() + 1];
    for (int i = 0; i < growth.size(); i++) {
      expected[i + 1] = expected[i] + trust * StrictMath.exp(growth.pathScore(i));
    }
    return expected;
  }

  /** Accepted nodes that the tree as a whole can expect. */
  double whole() {
    return expected(1)[growth.size()];
  }

  /** Accepted nodes that a small tree gains where the network is asked below the root. */
  double gainAtRoot() {
    double[] expected = expected(1);
    return root.gain().first(expected[Math.min(growth.size(), TreePrice.GAIN_NODES)]);
  }

  /**
   * Nodes that the network may be asked below.
   *
   * @param nodes of one level, the best first
   * @param gain accepted nodes that small trees below them gain by it, as far as they are reached
   */
  record Frontier(List<DraftNode> nodes, double gain) {}

  /**
   * Nodes of a level that the network can compute. All nodes above have what the network says, so
   * what is not among the best here cannot be in the end.
   */
  Frontier frontier(int depth) {
    List<DraftNode> frontier = new ArrayList<>();
    double gain = 0;
    // The last node of a full tree leaves no room for a child.
    for (int i = 0; i < Math.min(growth.size(), shape.maxNodes() - 1); i++) {
      if (growth.depth(i) == depth && depth < shape.maxDepth()) {
        DraftNode node = parentOf(i).below(growth.token(i));
        if (node.reachable()) {
          frontier.add(node);
          gain += StrictMath.exp(growth.pathScore(i)) * Math.max(0, gainBelow(node));
        }
      }
    }
    return new Frontier(frontier, gain);
  }

  private double gainBelow(DraftNode node) {
    int depth = Math.max(1, shape.maxDepth() - node.depth());
    return root.gain()
        .deeper(of(new TreeShape(TreePrice.GAIN_NODES, depth, shape.topK()), node).whole());
  }

  private DraftNode parentOf(int node) {
    int parent = growth.parent(node);
    return parent == TokenTree.ROOT ? root : nodes[parent];
  }

  /** The best tree of that many nodes. */
  DraftedTree drafted(int count, double trust, DraftTimes times) {
    List<ExpertKind> origins = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      origins.add(parentOf(i).children().origin(growth.candidate(i)));
    }
    return new DraftedTree(growth.tree(count), origins, expected(trust)[count], times);
  }
}
