package io.vsd.engine.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class GumbelNoiseTest {
  private static final double GOLDEN_0 = -0.08116903215863935;
  private static final double GOLDEN_1 = -0.3743854930454097;
  private static final double GOLDEN_2 = -0.3506189341112635;

  @Test
  void neverChanges() {
    // Recorded outputs: another value here would change every sampled text.
    assertThat(GumbelNoise.gumbel(0, 0, 0)).isEqualTo(GOLDEN_0);
    assertThat(GumbelNoise.gumbel(42, 17, 49_151)).isEqualTo(GOLDEN_1);
    assertThat(GumbelNoise.gumbel(-1, 1L << 40, 7)).isEqualTo(GOLDEN_2);
  }

  @Test
  void bulkFormsEqualTheSingleOnes() {
    int[] ids = {0, 5, 49_151, 3};
    double[] gumbels = GumbelNoise.gumbel(9, 4, ids);
    double[] uniforms = GumbelNoise.uniforms(9, 4, ids);
    for (int i = 0; i < ids.length; i++) {
      assertThat(gumbels[i]).isEqualTo(GumbelNoise.gumbel(9, 4, ids[i]));
      assertThat(uniforms[i]).isEqualTo(GumbelNoise.uniform(9, 4, ids[i]));
      assertThat(gumbels[i]).isEqualTo(-StrictMath.log(-StrictMath.log(uniforms[i])));
    }
  }

  @Test
  void uniformsStayInsideTheOpenInterval() {
    assertThat(GumbelNoise.toUniform(0)).isPositive();
    assertThat(GumbelNoise.toUniform(-1)).isLessThan(1);
    assertThat(GumbelNoise.toGumbel(0)).isFinite();
    assertThat(GumbelNoise.toGumbel(-1)).isFinite();
  }

  @Test
  void isStandardGumbelOverSeedsPositionsAndTokens() {
    double[][] sums = new double[3][3];
    int n = 100_000;
    for (int i = 0; i < n; i++) {
      add(sums[0], GumbelNoise.gumbel(i, 3, 5));
      add(sums[1], GumbelNoise.gumbel(3, i, 5));
      add(sums[2], GumbelNoise.gumbel(3, 5, i));
    }
    for (double[] sum : sums) {
      double mean = sum[0] / n;
      double variance = sum[1] / n - mean * mean;
      assertThat(mean).isCloseTo(0.5772156649, within(4 * 1.2825 / Math.sqrt(n)));
      assertThat(variance).isCloseTo(Math.PI * Math.PI / 6, within(0.05));
      // P(g <= 0) = exp(-1).
      assertThat(sum[2] / n).isCloseTo(Math.exp(-1), within(4 * 0.482 / Math.sqrt(n)));
    }
  }

  @Test
  void neighboursDoNotCorrelate() {
    int n = 50_000;
    double bound = 4.0 / Math.sqrt(n);
    double[] products = new double[3];
    for (int i = 0; i < n; i++) {
      double here = centred(i, 7, 9);
      products[0] += here * centred(i + 1, 7, 9);
      products[1] += here * centred(i, 8, 9);
      products[2] += here * centred(i, 7, 10);
    }
    for (double product : products) {
      assertThat(product / n * 12).isCloseTo(0, within(bound));
    }
  }

  private static double centred(long seed, long position, int token) {
    return GumbelNoise.uniform(seed, position, token) - 0.5;
  }

  private static void add(double[] sums, double g) {
    sums[0] += g;
    sums[1] += g * g;
    sums[2] += g <= 0 ? 1 : 0;
  }
}
