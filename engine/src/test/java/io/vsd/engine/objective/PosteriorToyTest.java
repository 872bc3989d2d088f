package io.vsd.engine.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.vsd.engine.objective.PathPosterior.Tilt;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PosteriorToyTest {
  @Test
  void importanceWeightsGiveThePosteriorByEnumeration() {
    for (long seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      double beta = seed % 2 == 0 ? 0 : 1.5;
      double[][] acceptance = Toy.acceptance(random);
      double[] target = Toy.pathProbs(Toy.laws(random));
      double[] draft = Toy.pathProbs(Toy.laws(random));
      double[] posterior = posterior(target, acceptance, beta);
      double total = 0;
      double[] weighted = new double[Toy.PATHS];
      for (int z = 0; z < Toy.PATHS; z++) {
        weighted[z] = draft[z] * Math.exp(logWeight(target, draft, acceptance, z, beta));
        total += weighted[z];
      }
      for (int z = 0; z < Toy.PATHS; z++) {
        assertThat(weighted[z] / total).as("seed %d", seed).isCloseTo(posterior[z], within(1e-12));
      }
    }
  }

  @Test
  void drawnPathsWithNormalisedWeightsApproachThePosterior() {
    Random random = new Random(5);
    double[][] acceptance = Toy.acceptance(random);
    double[] target = Toy.pathProbs(Toy.laws(random));
    double[][] draftLaws = Toy.laws(random);
    double[] draft = Toy.pathProbs(draftLaws);
    int samples = 200_000;
    int[] drawn = new int[samples];
    double[] logWeights = new double[samples];
    for (int s = 0; s < samples; s++) {
      drawn[s] = Toy.draw(draftLaws, random);
      logWeights[s] = logWeight(target, draft, acceptance, drawn[s], 1);
    }
    double[] weights = EffectiveSampleSize.normalized(logWeights, 1);
    double[] estimate = new double[Toy.PATHS];
    for (int s = 0; s < samples; s++) {
      estimate[drawn[s]] += weights[s];
    }
    double[] posterior = posterior(target, acceptance, 1);
    double distance = 0;
    for (int z = 0; z < Toy.PATHS; z++) {
      distance += Math.abs(estimate[z] - posterior[z]) / 2;
    }
    assertThat(distance).isLessThan(0.03);
  }

  private static double logWeight(
      double[] target, double[] draft, double[][] acceptance, int z, double beta) {
    return PathPosterior.logWeight(
        Math.log(target[z]),
        Math.log(draft[z]),
        acceptance[z],
        Toy.DEPTH,
        new Tilt(beta, Double.POSITIVE_INFINITY));
  }

  private static double[] posterior(double[] target, double[][] acceptance, double beta) {
    double[] posterior = new double[Toy.PATHS];
    double total = 0;
    for (int z = 0; z < Toy.PATHS; z++) {
      double kappa = 1;
      double utility = 0;
      for (double a : acceptance[z]) {
        kappa *= a;
        utility += kappa;
      }
      posterior[z] = target[z] * kappa * Math.exp(beta * utility / Toy.DEPTH);
      total += posterior[z];
    }
    for (int z = 0; z < Toy.PATHS; z++) {
      posterior[z] /= total;
    }
    return posterior;
  }

  @Test
  void theRatioIsClipped() {
    double[] none = {};
    assertThat(PathPosterior.logWeight(0, -50, none, 3, new Tilt(0, 3))).isEqualTo(3);
    assertThat(PathPosterior.logWeight(-50, 0, none, 3, new Tilt(0, 3))).isEqualTo(-3);
    assertThatIllegalArgumentException().isThrownBy(() -> new Tilt(-1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Tilt(0, 0));
  }

  @Test
  void theGapOfTheBoundIsTheDivergenceFromThePosterior() {
    for (long seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      double[][] acceptance = Toy.acceptance(random);
      double[] target = Toy.pathProbs(Toy.laws(random));
      double[] draft = Toy.pathProbs(Toy.laws(random));
      VariationalBound b = bound(target, acceptance, draft);
      double[] posterior = posterior(target, acceptance, 0);
      double divergence = 0;
      double accept = 0;
      for (int z = 0; z < Toy.PATHS; z++) {
        divergence += draft[z] * Math.log(draft[z] / posterior[z]);
        accept += target[z] * PathPosterior.survival(acceptance[z])[2];
      }
      assertThat(b.evidence()).as("seed %d", seed).isCloseTo(Math.log(accept), within(1e-12));
      assertThat(b.evidence() - b.bound()).isCloseTo(divergence, within(1e-10));
      assertThat(b.gap()).isCloseTo(divergence, within(1e-10));
      assertThat(bound(target, acceptance, posterior).gap()).isCloseTo(0, within(1e-12));
    }
  }

  private static VariationalBound bound(double[] target, double[][] acceptance, double[] draft) {
    return VariationalBound.of(Toy.log(target), Toy.logSurvival(acceptance), Toy.log(draft));
  }

  @Test
  void noStepOfExpectationMaximisationLowersTheBound() {
    for (long seed = 0; seed < 30; seed++) {
      Random random = new Random(seed);
      double rate = seed % 3 == 0 ? 1 : 0.2;
      double[][] acceptance = Toy.acceptance(random);
      double[] target = Toy.pathProbs(Toy.laws(random));
      double[][] laws = Toy.laws(random);
      double before = bound(target, acceptance, Toy.pathProbs(laws)).bound();
      for (int step = 0; step < 15; step++) {
        laws = step(laws, target, acceptance, rate);
        double after = bound(target, acceptance, Toy.pathProbs(laws)).bound();
        assertThat(after).as("seed %d step %d", seed, step).isGreaterThanOrEqualTo(before - 1e-12);
        before = after;
      }
      VariationalBound last = bound(target, acceptance, Toy.pathProbs(laws));
      assertThat(last.gap()).isLessThan(0.1);
    }
  }

  /** E-step by importance weights over all paths, M-step towards their conditionals. */
  private static double[][] step(
      double[][] laws, double[] target, double[][] acceptance, double rate) {
    double[] draft = Toy.pathProbs(laws);
    double[][] mass = new double[laws.length][Toy.VOCABULARY];
    for (int z = 0; z < Toy.PATHS; z++) {
      double weight = draft[z] * Math.exp(logWeight(target, draft, acceptance, z, 0));
      for (int t = 0; t < Toy.DEPTH; t++) {
        mass[Toy.context(z, t)][Toy.token(z, t)] += weight;
      }
    }
    double[][] next = new double[laws.length][Toy.VOCABULARY];
    for (int row = 0; row < laws.length; row++) {
      double total = 0;
      for (double m : mass[row]) {
        total += m;
      }
      for (int v = 0; v < Toy.VOCABULARY; v++) {
        next[row][v] = (1 - rate) * laws[row][v] + rate * mass[row][v] / total;
      }
    }
    return next;
  }
}
