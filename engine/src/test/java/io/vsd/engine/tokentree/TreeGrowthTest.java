package io.vsd.engine.tokentree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

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
      // A frontier wide enough leaves nothing out, so the whole trie is the pool.
      TreeShape shape = new TreeShape(maxNodes, depth, VOCABULARY, 64);
      Map<List<Integer>, Candidates> laws = new TreeMap<>(TreeGrowthTest::compare);
      TokenTree tree = grow(shape, laws, random);
      assertThat(paths(tree)).as("seed %d", seed).isEqualTo(bruteForce(laws, depth, maxNodes));
    }
  }

  @Test
  void expandsOnlyTheBestOfEachDepthAndKeepsTheBestChildren() {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      TreeShape shape = new TreeShape(6, 4, 2, 2);
      TreeGrowth growth = new TreeGrowth(shape);
      growth.root(candidates(random));
      int[] frontier = growth.frontier();
      int levels = 1;
      while (frontier.length > 0) {
        assertThat(frontier).as("seed %d", seed).hasSizeLessThanOrEqualTo(2);
        assertThat(growth.pathScore(frontier[0]))
            .isGreaterThanOrEqualTo(growth.pathScore(frontier[frontier.length - 1]));
        int before = growth.poolSize();
        for (int id : frontier) {
          growth.expand(id, candidates(random));
          assertThat(growth.parent(growth.poolSize() - 1)).isEqualTo(id);
        }
        assertThat(growth.poolSize()).isEqualTo(before + 2 * frontier.length);
        frontier = growth.frontier();
        levels++;
      }
      assertThat(levels).isEqualTo(4);
      assertThat(growth.select().size()).isEqualTo(6);
    }
  }

  @Test
  void equalScoresRankTheOlderNodeAndTheLowerToken() {
    TreeGrowth growth = new TreeGrowth(new TreeShape(2, 1, 2, 1));
    growth.root(new Candidates(new int[] {9, 3, 5}, new float[] {-1, -1, -1}, new float[3]));
    assertThat(growth.select().tokenIds()).containsExactly(3, 5);
    assertThat(growth.token(growth.frontier().length == 0 ? 0 : -1)).isEqualTo(3);
  }

  @Test
  void carriesLogProbsWhichDoNotRank() {
    TreeGrowth growth = new TreeGrowth(new TreeShape(1, 1, 2, 1));
    growth.root(new Candidates(new int[] {1, 2}, new float[] {-2, -1}, new float[] {-0.5f, -7}));
    TokenTree tree = growth.select();
    assertThat(tree.tokenIds()).containsExactly(2);
    assertThat(tree.logProb(0)).isEqualTo(-7);
  }

  @Test
  void noBudgetAndNoCandidatesGiveTheEmptyTree() {
    TreeGrowth none = new TreeGrowth(new TreeShape(0, 3, 2, 2));
    none.root(candidates(new Random(1)));
    assertThat(none.frontier()).isEmpty();
    assertThat(none.select()).isEqualTo(TokenTree.empty());
    assertThat(new TreeGrowth(new TreeShape(4, 3, 2, 2)).frontier()).isEmpty();
    assertThat(new TreeGrowth(new TreeShape(4, 3, 2, 2)).select()).isEqualTo(TokenTree.empty());
  }

  @Test
  void refusesMisuse() {
    assertThatIllegalArgumentException().isThrownBy(() -> new TreeShape(-1, 1, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new TreeShape(1, 0, 1, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Candidates(new int[1], new float[2], new float[1]));
    TreeGrowth growth = new TreeGrowth(new TreeShape(4, 3, 2, 2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> growth.expand(3, candidates(new Random(1))));
    growth.root(candidates(new Random(1)));
    growth.expand(0, candidates(new Random(2)));
    growth.expand(2, candidates(new Random(2)));
    assertThatIllegalStateException().isThrownBy(() -> growth.expand(1, candidates(new Random(3))));
  }

  private static TokenTree grow(
      TreeShape shape, Map<List<Integer>, Candidates> laws, Random random) {
    TreeGrowth growth = new TreeGrowth(shape);
    Candidates root = candidates(random);
    laws.put(List.of(), root);
    growth.root(root);
    for (int[] frontier = growth.frontier(); frontier.length > 0; frontier = growth.frontier()) {
      for (int id : frontier) {
        Candidates next = candidates(random);
        laws.put(poolPath(growth, id), next);
        growth.expand(id, next);
      }
    }
    return growth.select();
  }

  private static List<List<Integer>> bruteForce(
      Map<List<Integer>, Candidates> laws, int depth, int maxNodes) {
    Map<List<Integer>, Double> open = new TreeMap<>(TreeGrowthTest::compare);
    open.putAll(children(laws, List.of(), 0));
    List<List<Integer>> order = new ArrayList<>();
    while (order.size() < maxNodes && !open.isEmpty()) {
      Map.Entry<List<Integer>, Double> top =
          open.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow();
      List<Integer> best = top.getKey();
      double score = top.getValue();
      open.remove(best);
      order.add(best);
      if (best.size() < depth) {
        open.putAll(children(laws, best, score));
      }
    }
    return order;
  }

  private static Map<List<Integer>, Double> children(
      Map<List<Integer>, Candidates> laws, List<Integer> path, double score) {
    Candidates law = Objects.requireNonNull(laws.get(path));
    Map<List<Integer>, Double> children = new TreeMap<>(TreeGrowthTest::compare);
    for (int i = 0; i < law.size(); i++) {
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

  private static List<Integer> poolPath(TreeGrowth growth, int id) {
    List<Integer> path = new ArrayList<>();
    for (int at = id; at >= 0; at = growth.parent(at)) {
      path.addFirst(growth.token(at));
    }
    return path;
  }

  private static Candidates candidates(Random random) {
    int[] tokens = IntStream.range(0, VOCABULARY).toArray();
    float[] scores = new float[VOCABULARY];
    for (int i = 0; i < VOCABULARY; i++) {
      scores[i] = (float) Math.log(random.nextDouble());
    }
    return new Candidates(tokens, scores, scores.clone());
  }

  private static int compare(List<Integer> a, List<Integer> b) {
    return a.toString().compareTo(b.toString());
  }
}
