package io.vsd.engine.tokentree;

import java.util.Arrays;
import java.util.PriorityQueue;

/**
 * Grows a tree best-first: of all nodes whose parent is in, the one with the greatest path score
 * goes in next, and only then its children are asked for. A node's path score is the sum of {@link
 * Candidates#scores} along its path. Equal scores rank the node that became possible first. Not
 * thread safe; one instance a tree.
 */
public final class TreeGrowth {

  /** Knows the possible children of nodes. */
  @FunctionalInterface
  public interface Below {

    /**
     * Possible children of a node that has just gone in, best first.
     *
     * @param node its index, -1 for the last committed token, which has neither parent nor token
     */
    Candidates of(int node, int parent, int token);
  }

  /** A node that may go in. */
  private record Open(int parent, int candidate, double pathScore, int age) {}

  private final TreeShape shape;
  private final Below below;
  private final PriorityQueue<Open> open =
      new PriorityQueue<>(
          (a, b) -> {
            int byScore = Double.compare(b.pathScore(), a.pathScore());
            return byScore != 0 ? byScore : Integer.compare(a.age(), b.age());
          });
  private final Candidates[] children;
  private final int[] tokens;
  private final int[] parents;
  private final int[] depths;
  private final int[] candidates;
  private final float[] logProbs;
  private final double[] pathScores;
  private int size;
  private int age;

  private TreeGrowth(TreeShape shape, Below below) {
    this.shape = shape;
    this.below = below;
    int most = shape.maxNodes();
    this.children = new Candidates[most + 1];
    this.tokens = new int[most];
    this.parents = new int[most];
    this.depths = new int[most];
    this.candidates = new int[most];
    this.logProbs = new float[most];
    this.pathScores = new double[most];
  }

  /** Grows a tree to {@code shape.maxNodes()} nodes, or as far as there are candidates. */
  public static TreeGrowth grow(TreeShape shape, Below below) {
    TreeGrowth growth = new TreeGrowth(shape, below);
    growth.run();
    return growth;
  }

  private void run() {
    if (shape.maxNodes() == 0) {
      return;
    }
    open(TokenTree.ROOT);
    while (size < shape.maxNodes() && !open.isEmpty()) {
      take(open.remove());
      // The children of the last node cannot go in.
      if (size < shape.maxNodes() && depths[size - 1] < shape.maxDepth()) {
        open(size - 1);
      }
    }
  }

  private void open(int node) {
    Candidates possible =
        node == TokenTree.ROOT
            ? below.of(node, TokenTree.ROOT, TokenTree.ROOT)
            : below.of(node, parents[node], tokens[node]);
    children[node + 1] = possible;
    double base = node == TokenTree.ROOT ? 0 : pathScores[node];
    for (int i = 0; i < Math.min(possible.size(), shape.topK()); i++) {
      open.add(new Open(node, i, base + possible.scores()[i], age++));
    }
  }

  private void take(Open next) {
    Candidates siblings = children[next.parent() + 1];
    tokens[size] = siblings.tokenIds()[next.candidate()];
    logProbs[size] = siblings.logProbs()[next.candidate()];
    parents[size] = next.parent();
    depths[size] = next.parent() == TokenTree.ROOT ? 1 : depths[next.parent()] + 1;
    candidates[size] = next.candidate();
    pathScores[size] = next.pathScore();
    size++;
  }

  /** Nodes that went in. */
  public int size() {
    return size;
  }

  /** Token of a node. */
  public int token(int node) {
    return tokens[node];
  }

  /** Parent of a node, -1 for the last committed token. */
  public int parent(int node) {
    return parents[node];
  }

  /** Depth of a node; children of the last committed token have 1. */
  public int depth(int node) {
    return depths[node];
  }

  /** Place of a node among its parent's candidates. */
  public int candidate(int node) {
    return candidates[node];
  }

  /** Sum of the scores from the last committed token to a node; never rises with the index. */
  public double pathScore(int node) {
    return pathScores[node];
  }

  /** The tree of the first nodes, which is the best of its size. */
  public TokenTree tree(int nodes) {
    return TokenTree.of(
        Arrays.copyOf(tokens, nodes),
        Arrays.copyOf(parents, nodes),
        Arrays.copyOf(logProbs, nodes));
  }
}
