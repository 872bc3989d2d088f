package io.vsd.draft.drafting;

import io.vsd.engine.tokentree.TreeShape;

/**
 * How large trees may be.
 *
 * @param maxNodes nodes in the tree
 * @param maxDepth depth of the tree
 * @param topK children a node
 * @param frontier nodes expanded at each depth
 */
public record DraftBudget(int maxNodes, int maxDepth, int topK, int frontier) {

  /** The budget cut to limits of the verifier or of the text that is left. */
  public DraftBudget atMost(int nodes, int depth) {
    return new DraftBudget(Math.min(maxNodes, nodes), Math.min(maxDepth, depth), topK, frontier);
  }

  /** Whether no tree fits. */
  public boolean isEmpty() {
    return maxNodes < 1 || maxDepth < 1;
  }

  TreeShape shape() {
    return new TreeShape(maxNodes, maxDepth, topK, frontier);
  }
}
