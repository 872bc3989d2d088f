package io.vsd.engine.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.vsd.engine.objective.PathPosterior.Tilt;
import io.vsd.engine.objective.VariationalWeighting.Settings;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PathWeightingTest {
  private static final int DEPTH = 4;

  @Test
  void acceptedTokensShareTheWeightsOfTheirPaths() {
    Settings plain = new Settings(3, Tilt.NONE, 0.01, 0, 0);
    PathContext context =
        context(new Random(1), new DrawnPaths(new int[] {0, 2, 4}, new int[] {91, 92, -1}));
    VariationalWeighting vsd = new VariationalWeighting(plain);
    double[] w = vsd.pathWeights(context);
    ContextWeights weights = vsd.weigh(context);
    assertThat(weights.weight(0, 10)).isCloseTo(w[1] + w[2], within(1e-12));
    assertThat(weights.weight(1, 11)).isCloseTo(w[1] + w[2], within(1e-12));
    assertThat(weights.weight(3, 13)).isCloseTo(w[2], within(1e-12));
    assertThat(weights.weight(0, 91)).isZero();
    assertThat(Arrays.stream(weights.rest()).sum()).isZero();
  }

  @Test
  void pathWeightsAreThePosteriorRatiosOfTheCutPaths() {
    PathContext context =
        context(new Random(2), new DrawnPaths(new int[] {1, 3}, new int[] {91, 92}));
    VariationalWeighting vsd =
        new VariationalWeighting(new Settings(2, new Tilt(0.7, 100), 0.01, 0, 0));
    double[] ell = new double[2];
    for (int s = 0; s < 2; s++) {
      int tau = context.paths().accepted()[s];
      for (int t = 0; t < tau; t++) {
        ell[s] += context.targetLogProbs()[t] - context.draftLogProbs()[t];
      }
      ell[s] += 0.7 * tau / DEPTH;
    }
    double[] w = vsd.pathWeights(context);
    assertThat(Math.log(w[0] / w[1])).isCloseTo(ell[0] - ell[1], within(1e-9));
  }

  @Test
  void rejectedTokensPushAwayWithinHalfOfWhatPulls() {
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int[] accepted = new int[16];
      int[] rejected = new int[16];
      for (int s = 0; s < 16; s++) {
        accepted[s] = random.nextInt(DEPTH + 1);
        rejected[s] = accepted[s] == DEPTH ? -1 : 90 + random.nextInt(3);
      }
      PathContext context = context(random, new DrawnPaths(accepted, rejected));
      Settings settings = new Settings(16, new Tilt(1, 3), 0.3, random.nextDouble() * 5, 0);
      ContextWeights weights = new VariationalWeighting(settings).weigh(context);
      double positive = 0;
      double negative = 0;
      for (double[] row : weights.weights()) {
        for (double w : row) {
          positive += Math.max(0, w);
          negative -= Math.min(0, w);
        }
      }
      assertThat(negative).as("seed %d", seed).isLessThanOrEqualTo(positive / 2 + 1e-12);
      assertThat(negative).isPositive();
    }
  }

  @Test
  void rejectionsSayNothingWhereEverythingIsRejected() {
    PathContext bad =
        new PathContext(
            new int[] {10},
            new double[] {-1},
            new double[] {-1},
            laws(new Random(1), 1),
            new double[] {0},
            new DrawnPaths(new int[] {0, 1}, new int[] {90, -1}),
            50);
    ContextWeights weights =
        new VariationalWeighting(new Settings(2, Tilt.NONE, 0.5, 1, 0)).weigh(bad);
    assertThat(weights.weight(0, 90)).isZero();
  }

  @Test
  void nothingAcceptedPushesNothingAway() {
    PathContext context = context(new Random(1), new DrawnPaths(new int[] {0}, new int[] {90}));
    ContextWeights weights =
        new VariationalWeighting(new Settings(1, Tilt.NONE, 1, 1, 0)).weigh(context);
    assertThat(weights.weight(0, 90)).isZero();
  }

  @Test
  void theRegulariserAloneIsDistillationWhereDraftAndTargetAreSure() {
    TargetLaw[] sure = new TargetLaw[DEPTH];
    Arrays.setAll(sure, t -> new TargetLaw(new int[] {10 + t}, new double[] {0}));
    PathContext context =
        new PathContext(
            new int[] {10, 11, 12, 13},
            new double[DEPTH],
            new double[DEPTH],
            sure,
            new double[DEPTH],
            DrawnPaths.none(),
            50);
    ContextWeights car =
        new VariationalWeighting(new Settings(1, Tilt.NONE, 1, 0, 1)).weigh(context);
    ContextWeights eagle = new DistillationWeighting(1).weigh(context);
    assertThat(car.weights()).isDeepEqualTo(eagle.weights());
    assertThat(car.tokens()).isDeepEqualTo(eagle.tokens());
    assertThat(car.rest()).containsExactly(eagle.rest());
  }

  @Test
  void theRegulariserFadesWithTheDraftsChanceToComeThatFar() {
    PathContext context = context(new Random(3), DrawnPaths.none());
    ContextWeights car =
        new VariationalWeighting(new Settings(1, Tilt.NONE, 1, 0, 0.5)).weigh(context);
    double reach = 1;
    for (int t = 0; t < DEPTH; t++) {
      TargetLaw law = context.laws()[t];
      double expected = 0.5 * reach * ConfidenceRegularizer.confidence(law, 50);
      double mass = Arrays.stream(car.weights()[t]).sum() + car.rest()[t];
      assertThat(mass).isCloseTo(expected, within(1e-9));
      reach *= Math.exp(context.draftLogProbs()[t]);
    }
  }

  @Test
  void exitMassWeighsEachTokenByWhatLeavesAtOrBelowIt() {
    PathContext context = context(new Random(4), DrawnPaths.none());
    ContextWeights weights = new ExitMassWeighting().weigh(context);
    double reach = 1;
    for (int t = 0; t < DEPTH; t++) {
      reach *= Math.exp(context.targetLogProbs()[t]);
      assertThat(weights.weight(t, 10 + t)).isCloseTo(reach, within(1e-12));
    }
  }

  @Test
  void rejectOnlyDistilsWherePathsEnded() {
    PathContext context =
        context(new Random(5), new DrawnPaths(new int[] {1, 1, 4, 2}, new int[] {90, 91, -1, 92}));
    ContextWeights weights = new RejectOnlyWeighting(4).weigh(context);
    assertThat(weights.tokens()[0]).isEmpty();
    assertThat(Arrays.stream(weights.weights()[1]).sum() + weights.rest()[1])
        .isCloseTo(0.5, within(1e-9));
    assertThat(Arrays.stream(weights.weights()[2]).sum() + weights.rest()[2])
        .isCloseTo(0.25, within(1e-9));
    assertThat(weights.tokens()[3]).isEmpty();
  }

  @Test
  void everyObjectiveHasItsPublishedName() {
    Settings settings = new Settings(16, Tilt.NONE, 0.3, 0.1, 0.5);
    assertThat(new DistillationWeighting(0.8).id()).isEqualTo("eagle3");
    assertThat(new VariationalWeighting(settings).id()).isEqualTo("vsd");
    assertThat(new ExitMassWeighting().id()).isEqualTo("exit-mass");
    assertThat(new RejectOnlyWeighting(8).id()).isEqualTo("reject-only");
    assertThat(new DistillationWeighting(0.8).paths()).isZero();
    assertThat(new ExitMassWeighting().paths()).isZero();
    assertThat(new VariationalWeighting(settings).paths()).isEqualTo(16);
    assertThat(new RejectOnlyWeighting(8).paths()).isEqualTo(8);
  }

  @Test
  void refusesArraysThatDoNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Settings(0, Tilt.NONE, 0.3, 0.1, 0.5));
    assertThatIllegalArgumentException().isThrownBy(() -> new DrawnPaths(new int[1], new int[0]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> context(new Random(1), new DrawnPaths(new int[] {9}, new int[1])));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new PathContext(
                    new int[2],
                    new double[1],
                    new double[2],
                    new TargetLaw[2],
                    new double[2],
                    DrawnPaths.none(),
                    5));
  }

  private static PathContext context(Random random, DrawnPaths paths) {
    double[] draft = new double[DEPTH];
    double[] target = new double[DEPTH];
    Arrays.setAll(draft, t -> Math.log(0.1 + 0.8 * random.nextDouble()));
    Arrays.setAll(target, t -> Math.log(0.1 + 0.8 * random.nextDouble()));
    double[] rates = {0.9, 0.8, 0.7, 0.6};
    return new PathContext(
        new int[] {10, 11, 12, 13}, draft, target, laws(random, DEPTH), rates, paths, 50);
  }

  private static TargetLaw[] laws(Random random, int depth) {
    TargetLaw[] laws = new TargetLaw[depth];
    for (int t = 0; t < depth; t++) {
      double first = 0.4 + 0.3 * random.nextDouble();
      laws[t] =
          new TargetLaw(new int[] {10 + t, 40}, new double[] {Math.log(first), Math.log(0.2)});
    }
    return laws;
  }
}
