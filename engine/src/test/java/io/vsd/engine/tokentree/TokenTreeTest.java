package io.vsd.engine.tokentree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TokenTreeTest {
  @Test
  void everySmallTreeAgreesWithASlowReference() {
    int trees = 0;
    for (int nodes = 0; nodes <= 5; nodes++) {
      for (int[] parents : allParents(nodes)) {
        for (int[] tokens : allTokens(nodes, 3)) {
          if (hasDuplicateSiblings(parents, tokens)) {
            assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenTree.of(tokens, parents, new float[tokens.length]))
                .withMessageContaining("sibling");
          } else {
            assertAgrees(TokenTree.of(tokens, parents, new float[nodes]), parents, tokens);
            trees++;
          }
        }
      }
    }
    assertThat(trees).isGreaterThan(5_000);
  }

  private static void assertAgrees(TokenTree tree, int[] parents, int[] tokens) {
    int n = parents.length;
    boolean[][] sees = ancestorClosure(parents);
    for (int i = 0; i < n; i++) {
      int node = i;
      int[] visible = IntStream.range(0, n).filter(j -> sees[node][j]).toArray();
      check(Arrays.equals(tree.path(i), visible), tree);
      check(tree.depth(i) == visible.length, tree);
      check(tree.tokenId(i) == tokens[i] && tree.parent(i) == parents[i], tree);
    }
    for (int p = -1; p < n; p++) {
      int parent = p;
      int[] children = IntStream.range(0, n).filter(j -> parents[j] == parent).toArray();
      check(Arrays.equals(tree.children(p), children), tree);
      for (int token = 0; token < 4; token++) {
        int wanted = token;
        int child = Arrays.stream(children).filter(j -> tokens[j] == wanted).findFirst().orElse(-1);
        check(tree.child(p, token) == child, tree);
      }
    }
    check(tree.size() == n, tree);
    check(tree.maxDepth() == IntStream.range(0, n).map(tree::depth).max().orElse(0), tree);
  }

  private static void check(boolean holds, TokenTree tree) {
    if (!holds) {
      throw new AssertionError("disagrees with the reference: " + tree);
    }
  }

  /** Node i may attend to node j: the reflexive, transitive closure of "is the parent of". */
  private static boolean[][] ancestorClosure(int[] parents) {
    int n = parents.length;
    boolean[][] sees = new boolean[n][n];
    for (int i = 0; i < n; i++) {
      sees[i][i] = true;
    }
    for (int repeat = 0; repeat < n; repeat++) {
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          if (sees[i][j] && parents[j] >= 0) {
            sees[i][parents[j]] = true;
          }
        }
      }
    }
    return sees;
  }

  private static boolean hasDuplicateSiblings(int[] parents, int[] tokens) {
    Set<List<Integer>> seen = new HashSet<>();
    for (int i = 0; i < parents.length; i++) {
      if (!seen.add(List.of(parents[i], tokens[i]))) {
        return true;
      }
    }
    return false;
  }

  private static List<int[]> allParents(int nodes) {
    List<int[]> all = List.of(new int[0]);
    for (int i = 0; i < nodes; i++) {
      List<int[]> longer = new ArrayList<>();
      for (int[] prefix : all) {
        for (int parent = -1; parent < i; parent++) {
          longer.add(append(prefix, parent));
        }
      }
      all = longer;
    }
    return all;
  }

  private static List<int[]> allTokens(int nodes, int vocabulary) {
    List<int[]> all = List.of(new int[0]);
    for (int i = 0; i < nodes; i++) {
      List<int[]> longer = new ArrayList<>();
      for (int[] prefix : all) {
        for (int token = 0; token < vocabulary; token++) {
          longer.add(append(prefix, token));
        }
      }
      all = longer;
    }
    return all;
  }

  private static int[] append(int[] values, int value) {
    int[] longer = Arrays.copyOf(values, values.length + 1);
    longer[values.length] = value;
    return longer;
  }

  @Test
  void refusesParentsThatFollowTheirChildren() {
    refuses(new int[] {1, 2}, new int[] {1, -1}, "does not come before");
  }

  @Test
  void refusesCycles() {
    refuses(new int[] {1}, new int[] {0}, "does not come before");
    refuses(new int[] {1, 2, 3}, new int[] {-1, 2, 1}, "does not come before");
  }

  @Test
  void refusesParentsOutsideTheTree() {
    refuses(new int[] {1}, new int[] {-2}, "has parent -2");
    refuses(new int[] {1, 2}, new int[] {-1, 7}, "has parent 7");
  }

  @Test
  void refusesNegativeTokens() {
    refuses(new int[] {-1}, new int[] {-1}, "token id -1");
  }

  @Test
  void refusesSiblingsWithTheSameToken() {
    refuses(new int[] {4, 5, 4}, new int[] {-1, -1, -1}, "repeats token 4");
    assertThat(TokenTree.of(new int[] {4, 4}, new int[] {-1, 0}, new float[2]).size()).isEqualTo(2);
  }

  @Test
  void refusesArraysOfDifferentLengths() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenTree.of(new int[2], new int[] {-1}, new float[2]))
        .withMessageContaining("length");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenTree.of(new int[1], new int[] {-1}, new float[0]))
        .withMessageContaining("length");
  }

  private static void refuses(int[] tokens, int[] parents, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenTree.of(tokens, parents, new float[tokens.length]))
        .withMessageContaining(reason);
  }

  @Test
  void doesNotShareItsArrays() {
    int[] tokens = {1, 2};
    int[] parents = {-1, 0};
    float[] logProbs = {-1, -2};
    TokenTree tree = TokenTree.of(tokens, parents, logProbs);
    tokens[0] = parents[1] = 9;
    logProbs[0] = 9;
    tree.tokenIds()[0] = 9;
    tree.parents()[0] = 9;
    tree.logProbs()[0] = 9;
    TokenTree same = TokenTree.of(new int[] {1, 2}, new int[] {-1, 0}, new float[] {-1, -2});
    assertThat(tree).isEqualTo(same).hasSameHashCodeAs(same);
    assertThat(tree.logProb(0)).isEqualTo(-1);
    assertThat(tree).isNotEqualTo(TokenTree.empty()).hasToString(same.toString());
  }

  @Test
  void theEmptyTreeHasNoChildren() {
    assertThat(TokenTree.empty().size()).isZero();
    assertThat(TokenTree.empty().children(TokenTree.ROOT)).isEmpty();
    assertThat(TokenTree.empty().child(TokenTree.ROOT, 3)).isEqualTo(-1);
    assertThat(TokenTree.empty().maxDepth()).isZero();
  }
}
