package io.vsd.engine.tokentree;

/**
 * Bounds of a tree.
 *
 * @param maxNodes nodes of the tree, 0 or more; 0 means plain decoding
 * @param maxDepth depth of the deepest node, 1 or more
 * @param topK children that a node may get, 1 or more; 1 grows chains
 */
public record TreeShape(int maxNodes, int maxDepth, int topK) {
  /** Children of a node where nothing else is said. */
  public static final int CHILDREN = 4;

  public TreeShape {
    if (maxNodes < 0 || maxDepth < 1 || topK < 1) {
      throw new IllegalArgumentException(
          "tree shape out of range: maxNodes %d, maxDepth %d, topK %d"
              .formatted(maxNodes, maxDepth, topK));
    }
  }

  /** At most {@value #CHILDREN} children a node. */
  public TreeShape(int maxNodes, int maxDepth) {
    this(maxNodes, maxDepth, CHILDREN);
  }

  /** The same cut to further bounds. */
  public TreeShape within(int nodes, int depth) {
    return new TreeShape(Math.min(maxNodes, nodes), Math.min(maxDepth, depth), topK);
  }
}
