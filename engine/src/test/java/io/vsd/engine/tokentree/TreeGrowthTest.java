package io.vsd.engine.tokentree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TreeGrowthTest {
  private static final int VOCABULARY = 4;

  @Test
  void growsTheBestPrefixClosedTreeOfAllTrees() {
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int maxNodes = random.nextInt(9);
      int depth = 1 + random.nextInt(3);
      int topK = 1 + random.nextInt(VOCABULARY);
      Map<List<Integer>, Candidates> laws = laws(depth, random);
      TreeGrowth growth = grow(new TreeShape(maxNodes, depth, topK), laws);

      assertThat(paths(growth.tree(growth.size())))
          .as("seed %d", seed)
          .isEqualTo(bruteForce(laws, depth, topK, maxNodes));
      for (int i = 1; i < growth.size(); i++) {
        assertThat(growth.pathScore(i)).isLessThanOrEqualTo(growth.pathScore(i - 1));
      }
    }
  }

  @Test
  void theTreeOfTheFirstNodesIsTheTreeOfThatSize() {
    for (long seed = 0; seed < 50; seed++) {
      Map<List<Integer>, Candidates> laws = laws(3, new Random(seed));
      TreeGrowth whole = grow(new TreeShape(9, 3, 3), laws);
      for (int nodes = 0; nodes < 9; nodes++) {
        TreeGrowth small = grow(new TreeShape(nodes, 3, 3), laws);
        assertThat(whole.tree(nodes)).isEqualTo(small.tree(nodes));
      }
    }
  }

  @Test
  void asksForChildrenOfNothingThatCannotHaveAny() {
    List<Integer> asked = new ArrayList<>();
    TreeGrowth.grow(
        new TreeShape(3, 2, 2),
        (node, parent, token) -> {
          asked.add(node);
          return new Candidates(new int[] {1, 2}, new float[] {-1, -2}, new float[2]);
        });
    // The third node fills the tree.
    assertThat(asked).containsExactly(-1, 0, 1);
  }

  @Test
  void equalScoresRankWhatBecamePossibleFirst() {
    TreeGrowth growth =
        TreeGrowth.grow(
            new TreeShape(2, 1, 3),
            (node, parent, token) ->
                new Candidates(new int[] {9, 3, 5}, new float[] {-1, -1, -1}, new float[3]));
    assertThat(growth.tree(2).tokenIds()).containsExactly(9, 3);
    assertThat(growth.candidate(1)).isEqualTo(1);
  }

  @Test
  void carriesLogProbsWhichDoNotRank() {
    TreeGrowth growth =
        TreeGrowth.grow(
            new TreeShape(1, 1, 2),
            (node, parent, token) ->
                new Candidates(new int[] {1, 2}, new float[] {-2, -1}, new float[] {-0.5f, -7}));
    assertThat(growth.token(0)).isEqualTo(2);
    assertThat(growth.tree(1).logProb(0)).isEqualTo(-7);
  }

  @Test
  void noBudgetAndNoCandidatesGiveTheEmptyTree() {
    Candidates none = new Candidates(new int[0], new float[0], new float[0]);
    TreeGrowth growth = TreeGrowth.grow(new TreeShape(4, 3, 2), (node, parent, token) -> none);
    assertThat(growth.tree(growth.size())).isEqualTo(TokenTree.empty());
    TreeGrowth unasked =
        TreeGrowth.grow(
            new TreeShape(0, 3, 2),
            (node, parent, token) -> {
              throw new AssertionError("asked for node " + node);
            });
    assertThat(unasked.size()).isZero();
  }

  @Test
  void refusesMisuse() {
    assertThatIllegalArgumentException().isThrownBy(() -> new TreeShape(-1, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new TreeShape(1, 0, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Candidates(new int[1], new float[2], new float[1]));
  }

  private static TreeGrowth grow(TreeShape shape, Map<List<Integer>, Candidates> laws) {
    Map<Integer, List<Integer>> pathOf = new TreeMap<>(Map.of(-1, List.of()));
    return TreeGrowth.grow(
        shape,
        (node, parent, token) -> {
          if (node >= 0) {
            List<Integer> path = new ArrayList<>(pathOf.get(parent));
            path.add(token);
            pathOf.put(node, path);
          }
          return Objects.requireNonNull(laws.get(pathOf.get(node)));
        });
  }

  /** Candidates of every path above a depth, best first. */
  private static Map<List<Integer>, Candidates> laws(int depth, Random random) {
    Map<List<Integer>, Candidates> laws = new TreeMap<>(TreeGrowthTest::compare);
    List<List<Integer>> level = List.of(List.of());
    for (int d = 0; d < depth; d++) {
      List<List<Integer>> next = new ArrayList<>();
      for (List<Integer> path : level) {
        laws.put(path, candidates(random));
        for (int token = 0; token < VOCABULARY; token++) {
          List<Integer> child = new ArrayList<>(path);
          child.add(token);
          next.add(child);
        }
      }
      level = next;
    }
    return laws;
  }

  private static List<List<Integer>> bruteForce(
      Map<List<Integer>, Candidates> laws, int depth, int topK, int maxNodes) {
    Map<List<Integer>, Double> open = new TreeMap<>(TreeGrowthTest::compare);
    open.putAll(children(laws, List.of(), 0, topK));
    List<List<Integer>> order = new ArrayList<>();
    while (order.size() < maxNodes && !open.isEmpty()) {
      Map.Entry<List<Integer>, Double> top =
          open.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
      List<Integer> best = top.getKey();
      double score = top.getValue();
      open.remove(best);
      order.add(best);
      if (best.size() < depth) {
        open.putAll(children(laws, best, score, topK));
      }
    }
    return order;
  }

  private static Map<List<Integer>, Double> children(
      Map<List<Integer>, Candidates> laws, List<Integer> path, double score, int topK) {
    Candidates law = Objects.requireNonNull(laws.get(path));
    Map<List<Integer>, Double> children = new TreeMap<>(TreeGrowthTest::compare);
    for (int i = 0; i < Math.min(topK, law.size()); i++) {
      List<Integer> child = new ArrayList<>(path);
      child.add(law.tokenIds()[i]);
      children.put(child, score + law.scores()[i]);
    }
    return children;
  }

  private static List<List<Integer>> paths(TokenTree tree) {
    return IntStream.range(0, tree.size())
        .mapToObj(i -> IntStream.of(tree.path(i)).map(tree::tokenId).boxed().toList())
        .toList();
  }

  private static Candidates candidates(Random random) {
    double[] logs = random.doubles(VOCABULARY).map(Math::log).toArray();
    int[] order =
        IntStream.range(0, VOCABULARY)
            .boxed()
            .sorted((a, b) -> Double.compare(logs[b], logs[a]))
            .mapToInt(Integer::intValue)
            .toArray();
    float[] scores = new float[VOCABULARY];
    for (int i = 0; i < VOCABULARY; i++) {
      scores[i] = (float) logs[order[i]];
    }
    return new Candidates(order, scores, scores.clone());
  }

  private static int compare(List<Integer> a, List<Integer> b) {
    return a.toString().compareTo(b.toString());
  }
}
