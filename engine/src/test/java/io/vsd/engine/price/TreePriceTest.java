package io.vsd.engine.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TreePriceTest {
  // As measured with SmolLM2-135M on two cores: few rows are almost free, eight are not.
  private static final RowCosts CURVE =
      new RowCosts(new int[] {1, 4, 6, 8, 16}, new double[] {10.5, 12.5, 14, 18.5, 34});
  private static final DraftCosts DRAFTING = new DraftCosts(0.2, 3, 2);
  private static final RoundCosts ALONE = new RoundCosts(CURVE, 1, DRAFTING, Company.none());

  private static double[] chain(double acceptance, int nodes) {
    double[] expected = new double[nodes + 1];
    double reached = 1;
    for (int i = 1; i <= nodes; i++) {
      reached *= acceptance;
      expected[i] = expected[i - 1] + reached;
    }
    return expected;
  }

  /** The definition, over all sizes. */
  @Test
  void choosesTheSizeOfTheBestRate() {
    Random random = new Random(7);
    for (int i = 0; i < 2000; i++) {
      Company company = new Company(random.nextInt(12), 12 * random.nextDouble());
      RoundCosts costs = new RoundCosts(CURVE, 2 * random.nextDouble(), DRAFTING, company);
      double[] expected = chain(random.nextDouble(), random.nextInt(16));
      double drafting = 3 * random.nextDouble();
      int best = 0;
      double bestRate = 1.02 * (company.tokens() + 1) / CURVE.of(company.rows() + 1);
      for (int n = 1; n < expected.length; n++) {
        double rate =
            (company.tokens() + 1 + expected[n])
                / (CURVE.of(company.rows() + 1 + n) + costs.between() + drafting);
        if (rate > bestRate) {
          best = n;
          bestRate = rate;
        }
      }
      assertThat(TreePrice.of(costs).nodes(expected, drafting)).as("case %d", i).isEqualTo(best);
    }
  }

  @Test
  void proposesNothingUnlikelyAndMuchThatIsCertain() {
    TreePrice price = TreePrice.of(ALONE);
    assertThat(price.nodes(chain(0.1, 16), 0.2)).isZero();
    assertThat(price.nodes(chain(0.6, 16), 0.2)).isBetween(2, 5);
    assertThat(price.nodes(chain(0.999, 15), 0.2)).isEqualTo(15);
  }

  @Test
  void yieldsAsTheBatchFills() {
    int before = 16;
    for (int others = 0; others < 16; others++) {
      RoundCosts costs = new RoundCosts(CURVE, 1, DRAFTING, new Company(others, others));
      int nodes = TreePrice.of(costs).nodes(chain(0.7, 16), 0.2);
      assertThat(nodes).as("%d others", others).isLessThanOrEqualTo(before);
      before = nodes;
    }
    assertThat(before).isZero();
    assertThat(TreePrice.of(new RoundCosts(CURVE, 1, DRAFTING, new Company(15, 15))).hopeless(4))
        .isTrue();
    assertThat(TreePrice.of(ALONE).hopeless(4)).isFalse();
    assertThat(TreePrice.of(ALONE).hopeless(0)).isTrue();
  }

  @Test
  void aBusyNeighbourWhoSlowsLargeForwardsMakesTreesSmaller() {
    RowCosts busy = new RowCosts(new int[] {1, 4, 6, 8, 16}, new double[] {10.5, 16, 24, 37, 68});
    double[] expected = chain(0.8, 16);
    assertThat(TreePrice.of(new RoundCosts(busy, 1, DRAFTING, Company.none())).nodes(expected, 0.2))
        .isLessThan(TreePrice.of(ALONE).nodes(expected, 0.2));
  }

  @Test
  void whatCostsNothingIsTakenWhole() {
    TreePrice free = TreePrice.of(RoundCosts.nothing());
    assertThat(free.nodes(chain(0.001, 9), 0)).isEqualTo(9);
    assertThat(free.hopeless(1)).isFalse();
    assertThat(free.networkPays(chain(0.5, 4), 0, 4)).isTrue();
    assertThat(free.depthPays(chain(0.5, 4), 0, 0)).isTrue();
    assertThat(RoundCosts.nothing().waitingCosts()).isFalse();
  }

  @Test
  void asksTheNetworkWhereItsGainIsWorthItsTime() {
    TreePrice price = TreePrice.of(ALONE);
    double[] little = chain(0.3, 4);
    assertThat(price.networkPays(little, 0.1, 16)).isFalse();
    assertThat(price.networkPays(little, 1.2, 16)).isTrue();
    // 3 ms of a round of about 16 ms that brings 2.5 tokens are worth half a token.
    assertThat(price.networkPays(chain(0.7, 4), 0.2, 16)).isFalse();
    assertThat(price.networkPays(chain(0.7, 4), 0.8, 16)).isTrue();
    assertThat(price.depthPays(chain(0.7, 4), 0.1, 3.2)).isFalse();
    assertThat(price.depthPays(chain(0.7, 4), 0.5, 3.2)).isTrue();
  }

  @Test
  void aSmallTreeIsThereWhateverPlainRoundsBring() {
    TreePrice price = TreePrice.of(ALONE);
    assertThat(price.smallTree(chain(0.05, 16), 2)).isEqualTo(1);
    assertThat(price.smallTree(new double[] {0}, 2)).isZero();
  }

  @Test
  void curvesAreStraightBetweenPointsAndNeverFall() {
    assertThat(CURVE.of(1)).isEqualTo(10.5);
    assertThat(CURVE.of(2)).isCloseTo(10.5 + 2 / 3.0, within(1e-12));
    assertThat(CURVE.of(20)).isCloseTo(34 + 4 * 15.5 / 8, within(1e-12));
    RowCosts noisy = new RowCosts(new int[] {1, 2, 4}, new double[] {10, 9, 12});
    assertThat(noisy.milliseconds()).containsExactly(9, 9, 12);
    RowCosts falling = new RowCosts(new int[] {1, 2, 4, 8}, new double[] {8, 90, 11, 18});
    assertThat(falling.milliseconds()).containsExactly(8, 11, 11, 18);
    assertThat(RowCosts.nothing().of(50)).isZero();
    assertThat(new RowCosts(new int[] {2, 4}, new double[] {5, 9}).of(1)).isEqualTo(3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RowCosts(new int[] {1, 1}, new double[] {1, 2}));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RowCosts(new int[] {1}, new double[] {Double.NaN}));
    assertThatIllegalArgumentException().isThrownBy(() -> new RowCosts(new int[0], new double[0]));
    assertThatIllegalArgumentException().isThrownBy(() -> new DraftCosts(-1, 0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Company(-1, 0));
  }
}
