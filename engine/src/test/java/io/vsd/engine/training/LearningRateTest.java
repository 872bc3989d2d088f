package io.vsd.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LearningRateTest {

  @Test
  void warmsUpLinearlyThenAnnealsToTheFloor() {
    LearningRate rate = new LearningRate(1.0, 10, 110, 0.1);

    assertThat(rate.at(1)).isEqualTo(0.1);
    assertThat(rate.at(10)).isEqualTo(1.0);
    assertThat(rate.at(60)).isCloseTo(0.55, within(1e-12));
    assertThat(rate.at(110)).isCloseTo(0.1, within(1e-12));
    assertThat(rate.at(10_000)).isCloseTo(0.1, within(1e-12));
  }

  @Test
  void staysConstantWhereNothingElseIsAsked() {
    assertThat(LearningRate.constant(2e-4).at(1)).isEqualTo(2e-4);
    assertThat(LearningRate.constant(2e-4).at(1_000_000)).isEqualTo(2e-4);
  }

  @Test
  void refusesRatesThatAreNotPositive() {
    assertThatThrownBy(() -> LearningRate.constant(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> LearningRate.constant(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
