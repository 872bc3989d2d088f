package io.vsd.engine.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vsd.engine.tokentree.TokenTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VerificationWalkTest {
  private static final int VOCABULARY = 5;

  @Test
  void everyTreeGivesTheTokensOfPlainDecoding() {
    for (long seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      double temperature = new double[] {0, 0.7, 1}[random.nextInt(3)];
      double topP = random.nextBoolean() ? 1 : 0.8;
      SamplingParameters p =
          new SamplingParameters(temperature, topP, random.nextInt(5), random.nextLong());
      TokenChooser chooser = new TokenChooser(p);
      List<Integer> plain = plain(chooser, seed, 40);
      List<Integer> walked = new ArrayList<>();
      while (walked.size() < 40) {
        TokenTree tree = randomTree(random, random.nextInt(20));
        Verification v = walk(tree, chooser, seed, walked);
        assertThat(v.acceptanceLength()).isEqualTo(v.acceptedNodes().length + 1);
        Arrays.stream(v.tokens(tree)).forEach(walked::add);
      }
      assertThat(walked.subList(0, 40)).as("seed %d %s", seed, p).isEqualTo(plain);
    }
  }

  @Test
  void acceptedNodesFormAPathFromTheRoot() {
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      TokenTree tree = randomTree(random, 15);
      TokenChooser chooser = new TokenChooser(new SamplingParameters(1, 1, 0, seed));
      int[] accepted = walk(tree, chooser, seed, List.of()).acceptedNodes();
      int parent = TokenTree.ROOT;
      for (int node : accepted) {
        assertThat(tree.parent(node)).as("seed %d", seed).isEqualTo(parent);
        parent = node;
      }
    }
  }

  /** Law of three tokens, walked through trees drawn at random, against the target's own law. */
  @Test
  void emitsSameDistributionAsTargetAlone() {
    long context = 3;
    int draws = 60_000;
    double[] counts = new double[VOCABULARY * VOCABULARY * VOCABULARY];
    Random random = new Random(7);
    for (int draw = 0; draw < draws; draw++) {
      TokenChooser chooser = new TokenChooser(new SamplingParameters(1, 1, 0, draw));
      List<Integer> walked = new ArrayList<>();
      while (walked.size() < 3) {
        TokenTree tree = randomTree(random, 6);
        Arrays.stream(walk(tree, chooser, context, walked).tokens(tree)).forEach(walked::add);
      }
      counts[index(walked)]++;
    }
    double chiSquare = 0;
    for (int a = 0; a < VOCABULARY; a++) {
      for (int b = 0; b < VOCABULARY; b++) {
        for (int c = 0; c < VOCABULARY; c++) {
          List<Integer> path = List.of(a, b, c);
          double expected = draws * pathProbability(context, path);
          double d = counts[index(path)] - expected;
          chiSquare += d * d / expected;
        }
      }
    }
    // 124 degrees of freedom: mean 124, standard deviation 15.7.
    assertThat(chiSquare).isLessThan(124 + 4 * 15.75);
  }

  /**
   * Negative control: the ratio rule min(1, p/q), applied to the draft's top-k children one after
   * the other as if they had been drawn from q, gives another law than the target's; the walk on
   * the same tree gives the target's.
   */
  @Test
  void theRatioRuleOnTopKChildrenIsWrong() {
    double[] p = {0.30, 0.28, 0.22, 0.12, 0.08};
    double[] q = {0.50, 0.30, 0.10, 0.06, 0.04};
    double[] emitted = new double[VOCABULARY];
    double reach = 1;
    double[] left = p.clone();
    for (int child = 0; child < 2; child++) {
      double accept = Math.min(1, left[child] / q[child]);
      emitted[child] += reach * accept;
      reach *= 1 - accept;
      left = residual(left, q);
    }
    for (int v = 0; v < VOCABULARY; v++) {
      emitted[v] += reach * left[v];
    }
    assertThat(Arrays.stream(emitted).sum()).isCloseTo(1, within(1e-12));
    assertThat(totalVariation(emitted, p)).isGreaterThan(0.1);
    assertThat(totalVariation(walkedLaw(p, new int[] {0, 1}), p)).isLessThan(0.01);
  }

  private static double[] walkedLaw(double[] p, int[] children) {
    float[] logits = new float[p.length];
    for (int v = 0; v < p.length; v++) {
      logits[v] = (float) Math.log(p[v]);
    }
    TokenTree tree = TokenTree.of(children, new int[] {-1, -1}, new float[2]);
    double[] law = new double[p.length];
    int draws = 50_000;
    for (int seed = 0; seed < draws; seed++) {
      TokenChooser chooser = new TokenChooser(new SamplingParameters(1, 1, 0, seed));
      Verification v = VerificationWalk.walk(tree, 0, chooser, row -> logits);
      law[v.tokens(tree)[0]] += 1.0 / draws;
    }
    return law;
  }

  private static double[] residual(double[] p, double[] q) {
    double[] left = new double[p.length];
    double total = 0;
    for (int v = 0; v < p.length; v++) {
      left[v] = Math.max(0, p[v] - q[v]);
      total += left[v];
    }
    for (int v = 0; v < p.length; v++) {
      left[v] /= total;
    }
    return left;
  }

  private static double totalVariation(double[] a, double[] b) {
    double sum = 0;
    for (int v = 0; v < a.length; v++) {
      sum += Math.abs(a[v] - b[v]) / 2;
    }
    return sum;
  }

  private static Verification walk(
      TokenTree tree, TokenChooser chooser, long context, List<Integer> committed) {
    return VerificationWalk.walk(
        tree,
        committed.size(),
        chooser,
        row -> {
          List<Integer> prefix = new ArrayList<>(committed);
          if (row > 0) {
            Arrays.stream(tree.path(row - 1)).map(tree::tokenId).forEach(prefix::add);
          }
          return logits(context, prefix);
        });
  }

  private static List<Integer> plain(TokenChooser chooser, long context, int length) {
    List<Integer> tokens = new ArrayList<>();
    while (tokens.size() < length) {
      tokens.add(chooser.choose(logits(context, tokens), tokens.size()));
    }
    return tokens;
  }

  /** A target: logits are a fixed random function of the last two tokens. */
  private static float[] logits(long context, List<Integer> prefix) {
    List<Integer> last = prefix.subList(Math.max(0, prefix.size() - 2), prefix.size());
    Random random = new Random(context * 1_000_003 + last.hashCode());
    float[] logits = new float[VOCABULARY];
    for (int v = 0; v < VOCABULARY; v++) {
      logits[v] = (float) random.nextGaussian();
    }
    return logits;
  }

  private static double pathProbability(long context, List<Integer> path) {
    double probability = 1;
    for (int t = 0; t < path.size(); t++) {
      float[] logits = logits(context, path.subList(0, t));
      double total = 0;
      for (float logit : logits) {
        total += Math.exp(logit);
      }
      probability *= Math.exp(logits[path.get(t)]) / total;
    }
    return probability;
  }

  private static int index(List<Integer> walked) {
    return (walked.get(0) * VOCABULARY + walked.get(1)) * VOCABULARY + walked.get(2);
  }

  private static TokenTree randomTree(Random random, int tries) {
    List<Integer> tokens = new ArrayList<>();
    List<Integer> parents = new ArrayList<>();
    Set<List<Integer>> seen = new HashSet<>();
    for (int i = 0; i < tries; i++) {
      int parent = random.nextInt(tokens.size() + 1) - 1;
      int token = random.nextInt(VOCABULARY);
      if (seen.add(List.of(parent, token))) {
        tokens.add(token);
        parents.add(parent);
      }
    }
    return TokenTree.of(ints(tokens), ints(parents), new float[tokens.size()]);
  }

  private static int[] ints(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }
}
