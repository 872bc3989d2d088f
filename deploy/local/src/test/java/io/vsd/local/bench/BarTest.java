package io.vsd.local.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class BarTest {
  private static String atLeast(double measured) {
    return Bar.atLeast(2, "speed", OptionalDouble.of(measured)).verdict();
  }

  private static String atMost(double measured) {
    return Bar.atMost(2, "time", OptionalDouble.of(measured)).verdict();
  }

  @Test
  void theLimitItselfIsGoodEnough() {
    assertThat(List.of(atLeast(1.99), atLeast(2), atLeast(2.01)))
        .containsExactly("no", "yes", "yes");
    assertThat(List.of(atMost(1.99), atMost(2), atMost(2.01))).containsExactly("yes", "yes", "no");
  }

  @Test
  void whatIsNotANumberIsNotReached() {
    assertThat(atLeast(Double.NaN)).isEqualTo("no");
    assertThat(atMost(Double.NaN)).isEqualTo("no");
  }

  @Test
  void whatWasNotMeasuredIsNeitherReachedNorMissed() {
    Bar bar = Bar.atLeast(2, "speed", OptionalDouble.empty());
    assertThat(bar.verdict()).isEqualTo("not measured");
    assertThat(Bar.markdown(List.of(bar))).contains("| speed | >= 2.00 | - | not measured |");
    assertThat(Bar.toJson(List.of(bar)).get(0).has("measured")).isFalse();
  }
}
