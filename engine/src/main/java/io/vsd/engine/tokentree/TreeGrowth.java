package io.vsd.engine.tokentree;

import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/**
 * Grows one dynamic tree as EAGLE-2 does: a beam is expanded depth by depth into a pool of nodes,
 * and the pool is then cut best-first to the node budget.
 *
 * <p>Use: {@link #root}, then repeat {@link #frontier} and one {@link #expand} for each node of it
 * until the frontier is empty, then {@link #select}. A node's score is the sum of {@link
 * Candidates#scores} along its path; equal scores rank the older pool id first, so the same
 * candidates always give the same tree. Not thread safe; one instance a tree.
 */
public final class TreeGrowth {
  private final TreeShape shape;
  private int size;
  private int[] tokens = new int[64];
  private int[] parents = new int[64];
  private int[] depths = new int[64];
  private float[] logProbs = new float[64];
  private double[] pathScores = new double[64];

  /** Starts an empty pool. */
  public TreeGrowth(TreeShape shape) {
    this.shape = shape;
  }

  /** Adds the best {@code topK} candidates below the last committed token. */
  public void root(Candidates candidates) {
    add(TokenTree.ROOT, candidates);
  }

  /** Adds the best {@code topK} candidates below a pool node, which {@link #frontier} has named. */
  public void expand(int poolId, Candidates candidates) {
    add(poolId, candidates);
  }

  /**
   * The pool nodes to expand next: the best {@code shape.frontier()} of the deepest level so far,
   * best first. Empty once that level has the greatest depth or nothing was added.
   */
  public int[] frontier() {
    int deepest = size == 0 ? 0 : depths[size - 1];
    if (size == 0 || deepest >= shape.maxDepth() || shape.maxNodes() == 0) {
      return new int[0];
    }
    return IntStream.range(0, size)
        .filter(i -> depths[i] == deepest)
        .boxed()
        .sorted(bestFirst())
        .limit(shape.frontier())
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** Token of a pool node. */
  public int token(int poolId) {
    return tokens[poolId];
  }

  /** Pool id of a pool node's parent, -1 for children of the last committed token. */
  public int parent(int poolId) {
    return parents[poolId];
  }

  /** Nodes in the pool; ids are {@code 0..poolSize()-1} in the order of addition. */
  public int poolSize() {
    return size;
  }

  /** Sum of the ranking scores from the root to a pool node. */
  public double pathScore(int poolId) {
    return pathScores[poolId];
  }

  /**
   * The best-first tree of at most {@code shape.maxNodes()} pool nodes: of all nodes whose parent
   * is in, the one with the greatest path score goes in next. Node order is that order. O(n log n)
   * in the pool.
   */
  public TokenTree select() {
    PriorityQueue<Integer> open = new PriorityQueue<>(bestFirst());
    int[][] children = childrenOfRows();
    Arrays.stream(children[0]).forEach(open::add);
    int[] order = new int[Math.min(shape.maxNodes(), size)];
    int[] nodeOf = new int[size];
    int[] treeTokens = new int[order.length];
    int[] treeParents = new int[order.length];
    float[] treeLogProbs = new float[order.length];
    for (int node = 0; node < order.length; node++) {
      int id = open.remove();
      order[node] = id;
      nodeOf[id] = node;
      treeTokens[node] = tokens[id];
      treeParents[node] = parents[id] == TokenTree.ROOT ? TokenTree.ROOT : nodeOf[parents[id]];
      treeLogProbs[node] = logProbs[id];
      Arrays.stream(children[id + 1]).forEach(open::add);
    }
    return TokenTree.of(treeTokens, treeParents, treeLogProbs);
  }

  private int[][] childrenOfRows() {
    int[] counts = new int[size + 1];
    for (int i = 0; i < size; i++) {
      counts[parents[i] + 1]++;
    }
    int[][] children = new int[size + 1][];
    Arrays.setAll(children, row -> new int[counts[row]]);
    for (int i = size - 1; i >= 0; i--) {
      children[parents[i] + 1][--counts[parents[i] + 1]] = i;
    }
    return children;
  }

  private Comparator<Integer> bestFirst() {
    return (a, b) -> {
      int byScore = Double.compare(pathScores[b], pathScores[a]);
      return byScore != 0 ? byScore : Integer.compare(a, b);
    };
  }

  private void add(int parent, Candidates candidates) {
    if (parent < TokenTree.ROOT || parent >= size) {
      throw new IllegalArgumentException("no pool node " + parent);
    }
    int depth = parent == TokenTree.ROOT ? 1 : depths[parent] + 1;
    double base = parent == TokenTree.ROOT ? 0 : pathScores[parent];
    if (size > 0 && depth < depths[size - 1]) {
      throw new IllegalStateException("a deeper level has been started already");
    }
    int[] best =
        IntStream.range(0, candidates.size())
            .boxed()
            .sorted(
                Comparator.comparingDouble((Integer i) -> -candidates.scores()[i])
                    .thenComparingInt(i -> candidates.tokenIds()[i]))
            .limit(shape.topK())
            .mapToInt(Integer::intValue)
            .toArray();
    ensureCapacity(size + best.length);
    for (int i : best) {
      tokens[size] = candidates.tokenIds()[i];
      parents[size] = parent;
      depths[size] = depth;
      logProbs[size] = candidates.logProbs()[i];
      pathScores[size] = base + candidates.scores()[i];
      size++;
    }
  }

  private void ensureCapacity(int needed) {
    if (needed <= tokens.length) {
      return;
    }
    int capacity = Math.max(needed, tokens.length * 2);
    tokens = Arrays.copyOf(tokens, capacity);
    parents = Arrays.copyOf(parents, capacity);
    depths = Arrays.copyOf(depths, capacity);
    logProbs = Arrays.copyOf(logProbs, capacity);
    pathScores = Arrays.copyOf(pathScores, capacity);
  }
}
