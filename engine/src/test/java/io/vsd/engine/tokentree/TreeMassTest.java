package io.vsd.engine.tokentree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TreeMassTest {
  @Test
  void matchesAHandMadeCase() {
    // root -> 0 (.5) and 1 (.25); 0 -> 2 (.4)
    TokenTree tree = TokenTree.of(new int[] {7, 8, 9}, new int[] {-1, -1, 0}, new float[3]);
    TreeMass mass =
        TreeMass.of(
            tree, new float[] {(float) Math.log(.5), (float) Math.log(.25), (float) Math.log(.4)});
    assertThat(mass.pathProb(2)).isCloseTo(.2, within(1e-7));
    assertThat(mass.escape(0)).isCloseTo(.25, within(1e-7));
    assertThat(mass.escape(1)).isCloseTo(.6, within(1e-7));
    assertThat(mass.escape(2)).isEqualTo(1);
    assertThat(mass.exitMass(1)).isCloseTo(.3, within(1e-7));
    assertThat(mass.expectedAccepted()).isCloseTo(.95, within(1e-7));
    assertThat(mass.size()).isEqualTo(3);
  }

  @Test
  void exitMassesAddUpToOneAndGiveTheExpectedAcceptance() {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      TokenTree tree = randomTree(random);
      float[] logProbs = new float[tree.size()];
      for (int row = 0; row <= tree.size(); row++) {
        double left = 1;
        for (int child : tree.children(row - 1)) {
          double p = left * random.nextDouble();
          logProbs[child] = (float) Math.log(p);
          left -= p;
        }
      }
      TreeMass mass = TreeMass.of(tree, logProbs);
      double total = 0;
      double expectedDepth = 0;
      for (int row = 0; row <= tree.size(); row++) {
        total += mass.exitMass(row);
        expectedDepth += mass.exitMass(row) * (row == 0 ? 0 : tree.depth(row - 1));
      }
      assertThat(total).as("seed %d", seed).isCloseTo(1, within(1e-5));
      assertThat(mass.expectedAccepted()).isCloseTo(expectedDepth, within(1e-5));
    }
  }

  @Test
  void roundingNeverMakesMassNegative() {
    TokenTree tree = TokenTree.of(new int[] {1}, new int[] {-1}, new float[1]);
    assertThat(TreeMass.of(tree, new float[] {1e-6f}).escape(0)).isZero();
  }

  @Test
  void refusesAnotherNumberOfLogProbs() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TreeMass.of(TokenTree.empty(), new float[1]));
  }

  private static TokenTree randomTree(Random random) {
    int n = random.nextInt(12);
    int[] tokens = new int[n];
    int[] parents = new int[n];
    for (int i = 0; i < n; i++) {
      tokens[i] = i;
      parents[i] = random.nextInt(i + 1) - 1;
    }
    return TokenTree.of(tokens, parents, new float[n]);
  }
}
