package io.vsd.engine.tokentree;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * An immutable tree of drafted tokens below the last committed token, which is the root and not
 * itself a node.
 *
 * <p>Nodes carry indices {@code 0..size()-1} in an order in which a parent comes before its
 * children; {@code -1} names the root. Siblings carry different tokens, so a node is identified by
 * its parent and its token.
 */
public final class TokenTree {
  /** Parent index of the nodes directly below the last committed token. */
  public static final int ROOT = -1;

  private static final TokenTree EMPTY = new TokenTree(new int[0], new int[0], new float[0]);

  private final int[] tokenIds;
  private final int[] parents;
  private final float[] logProbs;
  private final int[] depths;
  // Children of row r (0 = root, i + 1 = node i) are childNodes[childStart[r]..childStart[r + 1]).
  private final int[] childStart;
  private final int[] childNodes;

  private TokenTree(int[] tokenIds, int[] parents, float[] logProbs) {
    this.tokenIds = tokenIds;
    this.parents = parents;
    this.logProbs = logProbs;
    int n = tokenIds.length;
    this.depths = new int[n];
    this.childStart = new int[n + 2];
    this.childNodes = new int[n];
    for (int i = 0; i < n; i++) {
      depths[i] = parents[i] == ROOT ? 1 : depths[parents[i]] + 1;
      childStart[parents[i] + 2]++;
    }
    for (int r = 1; r < childStart.length; r++) {
      childStart[r] += childStart[r - 1];
    }
    int[] next = childStart.clone();
    for (int i = 0; i < n; i++) {
      childNodes[next[parents[i] + 1]++] = i;
    }
  }

  /**
   * Builds a tree after checking its form.
   *
   * @param tokenIds token of each node
   * @param parents index of each node's parent, {@code -1} for children of the root
   * @param logProbs natural log of the draft's probability of each node given its parent
   * @throws IllegalArgumentException with the reason when lengths differ, a parent does not come
   *     before its child (which rules cycles out), a token id is negative, or two siblings carry
   *     the same token
   */
  public static TokenTree of(int[] tokenIds, int[] parents, float[] logProbs) {
    if (tokenIds.length != parents.length || tokenIds.length != logProbs.length) {
      throw new IllegalArgumentException(
          "tree arrays differ in length: %d token ids, %d parents, %d log-probabilities"
              .formatted(tokenIds.length, parents.length, logProbs.length));
    }
    Set<Long> siblings = HashSet.newHashSet(tokenIds.length);
    for (int i = 0; i < tokenIds.length; i++) {
      if (parents[i] < ROOT) {
        throw new IllegalArgumentException("node %d has parent %d".formatted(i, parents[i]));
      }
      if (parents[i] >= i) {
        throw new IllegalArgumentException(
            "node %d has parent %d, which does not come before it".formatted(i, parents[i]));
      }
      if (tokenIds[i] < 0) {
        throw new IllegalArgumentException("node %d has token id %d".formatted(i, tokenIds[i]));
      }
      if (!siblings.add(((long) parents[i] << 32) | tokenIds[i])) {
        throw new IllegalArgumentException(
            "node %d repeats token %d of a sibling below %d".formatted(i, tokenIds[i], parents[i]));
      }
    }
    return tokenIds.length == 0
        ? EMPTY
        : new TokenTree(tokenIds.clone(), parents.clone(), logProbs.clone());
  }

  /** The tree without nodes: verifying it is plain decoding of one token. */
  public static TokenTree empty() {
    return EMPTY;
  }

  public int size() {
    return tokenIds.length;
  }

  public int tokenId(int node) {
    return tokenIds[node];
  }

  public int parent(int node) {
    return parents[node];
  }

  /** Natural log of the draft's probability of the node given its parent. */
  public float logProb(int node) {
    return logProbs[node];
  }

  /** Depth of a node; children of the root have depth 1. */
  public int depth(int node) {
    return depths[node];
  }

  /** Depth of the deepest node, 0 for the empty tree. */
  public int maxDepth() {
    return Arrays.stream(depths).max().orElse(0);
  }

  /**
   * The child of {@code parent} (-1: the root) that carries {@code tokenId}, or -1 if none does.
   */
  public int child(int parent, int tokenId) {
    for (int c = childStart[parent + 1]; c < childStart[parent + 2]; c++) {
      if (tokenIds[childNodes[c]] == tokenId) {
        return childNodes[c];
      }
    }
    return -1;
  }

  /** Children of {@code parent} (-1: the root), ascending. */
  public int[] children(int parent) {
    return Arrays.copyOfRange(childNodes, childStart[parent + 1], childStart[parent + 2]);
  }

  /** How many tokens of a text, from one on, the tree holds as a path below the root. */
  public int common(int[] text, int from) {
    int node = ROOT;
    int common = 0;
    while (from + common < text.length) {
      node = child(node, text[from + common]);
      if (node < 0) {
        break;
      }
      common++;
    }
    return common;
  }

  /** Nodes from the root's child down to {@code node} itself. */
  public int[] path(int node) {
    int[] path = new int[depths[node]];
    int at = node;
    for (int d = path.length - 1; d >= 0; d--) {
      path[d] = at;
      at = parents[at];
    }
    return path;
  }

  /** A copy of the tokens, one a node. */
  public int[] tokenIds() {
    return tokenIds.clone();
  }

  /** A copy of the parent indices, one a node. */
  public int[] parents() {
    return parents.clone();
  }

  /** A copy of the draft's conditional log-probabilities, one a node. */
  public float[] logProbs() {
    return logProbs.clone();
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof TokenTree other
        && Arrays.equals(tokenIds, other.tokenIds)
        && Arrays.equals(parents, other.parents)
        && Arrays.equals(logProbs, other.logProbs);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Arrays.hashCode(tokenIds) + Arrays.hashCode(parents))
        + Arrays.hashCode(logProbs);
  }

  @Override
  public String toString() {
    return "TokenTree[tokenIds="
        + Arrays.toString(tokenIds)
        + ", parents="
        + Arrays.toString(parents)
        + "]";
  }
}
