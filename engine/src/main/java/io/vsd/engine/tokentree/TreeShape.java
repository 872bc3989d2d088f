package io.vsd.engine.tokentree;

/**
 * The budget within which a tree is grown.
 *
 * @param maxNodes nodes of the finished tree, 0 or more; 0 means plain decoding
 * @param maxDepth depth of the deepest node, 1 or more
 * @param topK children that an expanded node may get, 1 or more; 1 grows chains
 * @param frontier nodes that the network expands at each depth, 1 or more
 * @param networkDepth deepest nodes that the network is asked for, 1 or more; below them the other
 *     experts go on
 */
public record TreeShape(int maxNodes, int maxDepth, int topK, int frontier, int networkDepth) {
  public TreeShape {
    if (maxNodes < 0 || maxDepth < 1 || topK < 1 || frontier < 1 || networkDepth < 1) {
      throw new IllegalArgumentException(
          "tree shape out of range: maxNodes %d, maxDepth %d, topK %d, frontier %d, networkDepth %d"
              .formatted(maxNodes, maxDepth, topK, frontier, networkDepth));
    }
  }

  /** The network is asked for nodes of every depth. */
  public TreeShape(int maxNodes, int maxDepth, int topK, int frontier) {
    this(maxNodes, maxDepth, topK, frontier, maxDepth);
  }

  /** The same with trees of at most that depth. */
  public TreeShape atMost(int depth) {
    return new TreeShape(maxNodes, Math.min(maxDepth, depth), topK, frontier, networkDepth);
  }
}
