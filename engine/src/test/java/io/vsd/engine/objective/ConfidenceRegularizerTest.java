package io.vsd.engine.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConfidenceRegularizerTest {
  @Test
  void isZeroExactlyWhereDraftAndTargetAgree() {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      double[] p = randomLaw(random);
      double[] q = randomLaw(random);
      TargetLaw head = head(p, 3);
      double[] survival = {0.7};
      assertThat(value(survival, head, p)).as("seed %d", seed).isCloseTo(0, within(1e-12));
      assertThat(value(survival, head, q)).as("seed %d", seed).isGreaterThan(1e-6);
    }
  }

  @Test
  void aSureTargetBindsAndAFlatOneLeavesFree() {
    double[] flat = new double[5];
    Arrays.fill(flat, 0.2);
    assertThat(ConfidenceRegularizer.confidence(head(flat, 5), 5)).isCloseTo(0, within(1e-12));
    TargetLaw sure = new TargetLaw(new int[] {2}, new double[] {0});
    assertThat(ConfidenceRegularizer.confidence(sure, 5)).isEqualTo(1);
    assertThat(sure.rest()).isZero();
  }

  @Test
  void impossibleTokensOfTheTargetCostNothing() {
    TargetLaw law = new TargetLaw(new int[] {0, 1}, new double[] {0, Double.NEGATIVE_INFINITY});
    assertThat(ConfidenceRegularizer.divergence(law, new double[] {0, -3})).isZero();
    assertThat(law.entropy()).isZero();
  }

  @Test
  void weightsOfTheLawGiveTheGradientOfTheDivergence() {
    for (long seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      TargetLaw head = head(randomLaw(random), 3);
      double[] logits = new double[5];
      Arrays.setAll(logits, v -> random.nextGaussian());
      PathContext context =
          new PathContext(
              new int[] {0},
              new double[] {-1},
              new double[] {-1},
              new TargetLaw[] {head},
              new double[] {0.5},
              DrawnPaths.none(),
              5);
      ContextWeights weights = new DistillationWeighting(1).weigh(context);
      for (int v = 0; v < 5; v++) {
        double[] up = logits.clone();
        double[] down = logits.clone();
        up[v] += 1e-5;
        down[v] -= 1e-5;
        double ofLoss = (loss(weights, up) - loss(weights, down)) / 2e-5;
        double ofDivergence = (divergence(head, up) - divergence(head, down)) / 2e-5;
        assertThat(ofLoss).as("seed %d token %d", seed, v).isCloseTo(ofDivergence, within(1e-8));
      }
    }
  }

  private static double loss(ContextWeights weights, double[] logits) {
    double[] q = Toy.softmax(logits.clone());
    double loss = 0;
    double rest = 1;
    for (int k = 0; k < weights.tokens()[0].length; k++) {
      double qk = q[weights.tokens()[0][k]];
      loss -= weights.weights()[0][k] * Math.log(qk);
      rest -= k < weights.heads()[0] ? qk : 0;
    }
    return loss - weights.rest()[0] * Math.log(rest);
  }

  private static double divergence(TargetLaw head, double[] logits) {
    return ConfidenceRegularizer.divergence(head, logs(head, Toy.softmax(logits.clone())));
  }

  private static double value(double[] survival, TargetLaw head, double[] q) {
    return ConfidenceRegularizer.value(
        survival, new TargetLaw[] {head}, new double[][] {logs(head, q)}, 5);
  }

  private static double[] logs(TargetLaw head, double[] q) {
    return Arrays.stream(head.tokenIds()).mapToDouble(v -> Math.log(q[v])).toArray();
  }

  private static TargetLaw head(double[] p, int size) {
    int[] tokens = new int[size];
    double[] logProbs = new double[size];
    for (int v = 0; v < size; v++) {
      tokens[v] = v;
      logProbs[v] = Math.log(p[v]);
    }
    return new TargetLaw(tokens, logProbs);
  }

  private static double[] randomLaw(Random random) {
    double[] law = new double[5];
    Arrays.setAll(law, v -> random.nextGaussian());
    return Toy.softmax(law);
  }

  @Test
  void refusesLawsOfDifferentLengths() {
    assertThatIllegalArgumentException().isThrownBy(() -> new TargetLaw(new int[1], new double[2]));
  }
}
