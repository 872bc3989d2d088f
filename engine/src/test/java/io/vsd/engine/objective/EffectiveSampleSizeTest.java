package io.vsd.engine.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EffectiveSampleSizeTest {
  @Test
  void neverFallsBelowItsShareAndFlattensNoMoreThanNeeded() {
    for (long seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      double[] logWeights = new double[2 + random.nextInt(40)];
      double spread = Math.exp(random.nextGaussian() * 2);
      Arrays.setAll(logWeights, s -> random.nextGaussian() * spread);
      double share = 0.05 + 0.9 * random.nextDouble();
      double[] weights = EffectiveSampleSize.flattened(logWeights, share);
      double wanted = share * logWeights.length;
      double size = EffectiveSampleSize.of(weights);
      assertThat(size).as("seed %d", seed).isGreaterThanOrEqualTo(wanted - 1e-9);
      assertThat(Arrays.stream(weights).sum()).isCloseTo(1, within(1e-12));
      if (EffectiveSampleSize.of(EffectiveSampleSize.normalized(logWeights, 1)) < wanted) {
        assertThat(size).isCloseTo(wanted, within(1e-6));
      }
    }
  }

  @Test
  void fewSurvivorsShareTheWeight() {
    double[] logWeights = {Double.NEGATIVE_INFINITY, 3, Double.NEGATIVE_INFINITY, -2};
    double[] weights = EffectiveSampleSize.flattened(logWeights, 0.9);
    assertThat(weights[0]).isZero();
    assertThat(weights[1]).isCloseTo(0.5, within(1e-6));
    assertThat(weights[3]).isCloseTo(0.5, within(1e-6));
  }

  @Test
  void noSurvivorGivesEqualWeights() {
    double[] none = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
    assertThat(EffectiveSampleSize.flattened(none, 1)).containsExactly(0.5, 0.5);
  }

  @Test
  void refusesAShareOutOfRange() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> EffectiveSampleSize.flattened(new double[1], 0));
  }
}
