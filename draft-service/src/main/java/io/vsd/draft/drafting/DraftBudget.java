package io.vsd.draft.drafting;

import io.vsd.engine.tokentree.TreeShape;

/**
 * How large trees may be.
 *
 * @param maxNodes nodes in the tree
 * @param maxDepth depth of the tree
 * @param topK children a node
 * @param frontier nodes that the network expands at each depth
 * @param networkDepth deepest nodes that the network is asked for
 */
public record DraftBudget(int maxNodes, int maxDepth, int topK, int frontier, int networkDepth) {

  /** The budget cut to limits of the verifier or of the text that is left. */
  public DraftBudget atMost(int nodes, int depth) {
    return new DraftBudget(
        Math.min(maxNodes, nodes), Math.min(maxDepth, depth), topK, frontier, networkDepth);
  }

  /** Whether no tree fits. */
  public boolean isEmpty() {
    return maxNodes < 1 || maxDepth < 1;
  }

  /** As the engine takes it; the budget is not empty. */
  public TreeShape shape() {
    return new TreeShape(maxNodes, maxDepth, topK, frontier, networkDepth);
  }
}
