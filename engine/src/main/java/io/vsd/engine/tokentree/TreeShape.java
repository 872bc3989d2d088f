package io.vsd.engine.tokentree;

/**
 * The budget within which a tree is grown.
 *
 * @param maxNodes nodes of the finished tree, 0 or more; 0 means plain decoding
 * @param maxDepth depth of the deepest node, 1 or more
 * @param topK children that an expanded node may get, 1 or more; 1 grows chains
 * @param frontier nodes that are expanded at each depth, 1 or more
 */
public record TreeShape(int maxNodes, int maxDepth, int topK, int frontier) {
  public TreeShape {
    if (maxNodes < 0 || maxDepth < 1 || topK < 1 || frontier < 1) {
      throw new IllegalArgumentException(
          "tree shape out of range: maxNodes %d, maxDepth %d, topK %d, frontier %d"
              .formatted(maxNodes, maxDepth, topK, frontier));
    }
  }
}
