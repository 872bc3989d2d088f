package io.vsd.engine.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ExponentialTest {
  private static final double A_BILLIONTH_IN_PERCENT = 1e-7;

  @Test
  void followsStrictMath() {
    double[] x = new Random(5).doubles(20_000, -30, 0).toArray();
    double[] y = x.clone();

    Exponential.replace(y, y.length);

    for (int i = 0; i < x.length; i++) {
      assertThat(y[i])
          .as("exp(%s)", x[i])
          .isCloseTo(StrictMath.exp(x[i]), withinPercentage(A_BILLIONTH_IN_PERCENT));
    }
  }

  @Test
  void isOneAtZeroAndNeverFallsAsItsArgumentGrows() {
    double[] x = new Random(6).doubles(20_000, -70, 0).sorted().toArray();
    x[x.length - 1] = 0;

    Exponential.replace(x, x.length);

    assertThat(x[x.length - 1]).isEqualTo(1);
    assertThat(x).isSorted();
  }

  @Test
  void whatIsImpossibleCountsForNothingBesideOne() {
    double[] x = {Double.NEGATIVE_INFINITY, -1e300, -64};

    Exponential.replace(x, x.length);

    assertThat(x[0]).isEqualTo(x[1]).isEqualTo(x[2]).isLessThan(1e-27);
    assertThat(1 + 150_000 * x[0]).isEqualTo(1);
  }

  @Test
  void leavesValuesPastTheCountAlone() {
    double[] x = new double[40];
    Arrays.fill(x, -1);

    Exponential.replace(x, 17);

    assertThat(x[16]).isNotEqualTo(-1);
    assertThat(x[17]).isEqualTo(-1);
  }

  /** The masses decide texts sampled with top-p, so these bits must never change; from Python. */
  @Test
  void hasTheseBitsForEver() {
    double[] x = {-0.1, -1, -7.25, -30, -64};

    Exponential.replace(x, x.length);

    assertThat(Arrays.stream(x).mapToLong(Double::doubleToRawLongBits).toArray())
        .containsExactly(
            4606325270462671551L,
            4600298746774614020L,
            4559689425870910790L,
            4411934308294733217L,
            4190997288790764535L);
  }
}
