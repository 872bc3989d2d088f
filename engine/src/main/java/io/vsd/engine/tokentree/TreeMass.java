package io.vsd.engine.tokentree;

import java.util.Arrays;

/**
 * Where the target's probability lies relative to a tree: the mass of each drafted prefix and where
 * the rest leaves.
 *
 * <p>For node v, P(v) is the target's probability of the tokens from the root to v; the escape ρ(v)
 * is the mass of the tokens after v that are not among its children; the exit mass P(v)·ρ(v) is the
 * probability that the target leaves the tree exactly at v. Exit masses, the root's included, add
 * up to 1, and 1 + Σ P(v) is the expected acceptance length of a noise-blind walk (Hu, Ren, Lu,
 * Zhou, "Where Draft Trees Lose Target Mass").
 */
public final class TreeMass {
  private final double[] pathProbs;
  private final double[] escape;

  private TreeMass(double[] pathProbs, double[] escape) {
    this.pathProbs = pathProbs;
    this.escape = escape;
  }

  /**
   * Computes the masses of a tree.
   *
   * @param targetLogProbs [nodes], natural log of the target's probability of each node's token
   *     given its parent
   */
  public static TreeMass of(TokenTree tree, float[] targetLogProbs) {
    if (targetLogProbs.length != tree.size()) {
      throw new IllegalArgumentException(
          "%d log-probabilities for %d nodes".formatted(targetLogProbs.length, tree.size()));
    }
    double[] pathProbs = new double[tree.size()];
    double[] escape = new double[tree.size() + 1];
    Arrays.fill(escape, 1);
    for (int i = 0; i < tree.size(); i++) {
      double p = StrictMath.exp(targetLogProbs[i]);
      int parent = tree.parent(i);
      pathProbs[i] = (parent == TokenTree.ROOT ? 1 : pathProbs[parent]) * p;
      escape[parent + 1] -= p;
    }
    for (int row = 0; row < escape.length; row++) {
      escape[row] = Math.max(0, escape[row]);
    }
    return new TreeMass(pathProbs, escape);
  }

  /** P(v) of a node. */
  public double pathProb(int node) {
    return pathProbs[node];
  }

  /** ρ of a row: 0 is the root, {@code i + 1} is node i. Rounding below zero is cut off. */
  public double escape(int row) {
    return escape[row];
  }

  /** P·ρ of a row: 0 is the root, {@code i + 1} is node i. */
  public double exitMass(int row) {
    return (row == 0 ? 1 : pathProbs[row - 1]) * escape[row];
  }

  /**
   * Σ P(v): expected accepted tokens of a walk whose noise the tree does not know; the bonus token
   * not included.
   */
  public double expectedAccepted() {
    double sum = 0;
    for (double p : pathProbs) {
      sum += p;
    }
    return sum;
  }

  /** Number of nodes. */
  public int size() {
    return pathProbs.length;
  }
}
