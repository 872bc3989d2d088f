package io.vsd.trainer.promotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vsd.trainer.promotion.CostCurve.Point;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CostCurveTest {

  private static final CostCurve CURVE =
      new CostCurve(List.of(new Point(8, 30_000), new Point(1, 20_000), new Point(16, 46_000)));

  @Test
  void addsDraftingToTheForwardOfRootAndNodes() {
    // T(9) = 30 + 16 / 8 = 32; (32 + 8) / 20.
    assertThat(CURVE.roundCost(8, Duration.ofNanos(8_000))).hasValue(2);
    assertThat(CURVE.roundCost(7, Duration.ZERO)).hasValue(1.5);
    assertThat(CURVE.roundCost(0, Duration.ZERO)).hasValue(1);
  }

  @Test
  void goesOnPastTheLastPointAsBefore() {
    assertThat(CURVE.roundCost(23, Duration.ZERO).orElseThrow()).isEqualTo(3.1, within(1e-12));
  }

  @Test
  void tellsNothingWithoutAPlainRoundOrAnyOther() {
    assertThat(new CostCurve(List.of()).roundCost(8, Duration.ZERO)).isEmpty();
    assertThat(new CostCurve(List.of(new Point(1, 5))).roundCost(8, Duration.ZERO)).isEmpty();
    assertThat(new CostCurve(List.of(new Point(2, 5), new Point(4, 6))).roundCost(8, Duration.ZERO))
        .isEmpty();
    assertThat(new CostCurve(List.of(new Point(1, 0), new Point(4, 6))).roundCost(8, Duration.ZERO))
        .isEmpty();
  }
}
