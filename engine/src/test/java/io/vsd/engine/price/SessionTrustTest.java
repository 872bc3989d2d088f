package io.vsd.engine.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SessionTrustTest {

  @Test
  void followsWhatComesOfExpectations() {
    SessionTrust trust = new SessionTrust();
    assertThat(trust.factor()).isEqualTo(1);
    for (int i = 0; i < 8; i++) {
      trust.round(4, 1, 0);
    }
    assertThat(trust.factor()).isBetween(0.5, 0.6);
    for (int i = 0; i < 200; i++) {
      trust.round(4, 1, 1);
    }
    assertThat(trust.factor()).isCloseTo(1, within(0.02));
    for (int i = 0; i < 200; i++) {
      trust.round(4, 0.5, 4);
    }
    assertThat(trust.factor()).as("bounded").isEqualTo(1.6);
  }

  @Test
  void comesBackToOneWhereNothingIsHeard() {
    SessionTrust trust = new SessionTrust();
    for (int i = 0; i < 50; i++) {
      trust.round(4, 2, 0);
    }
    assertThat(trust.factor()).isEqualTo(0.4);
    assertThat(trust.roundsWithout()).isZero();
    for (int i = 0; i < 150; i++) {
      trust.round(0, 0, 0);
    }
    assertThat(trust.roundsWithout()).isEqualTo(150);
    assertThat(trust.factor()).isGreaterThan(0.9);
  }

  @Test
  void aSessionRestsAfterAnEmptyRoundUntilALookPromisesSomething() {
    RoundCosts costs =
        new RoundCosts(
            new RowCosts(new int[] {1}, new double[] {10}),
            1,
            DraftCosts.nothing(),
            Company.none());
    Pace pace = new Pace();
    assertThat(pace.resting()).isFalse();
    pace.drafted(3, costs);
    assertThat(pace.resting()).isFalse();
    pace.drafted(0, costs);
    assertThat(pace.resting()).isTrue();
    pace.looked(false);
    assertThat(pace.resting()).isTrue();
    pace.looked(true);
    assertThat(pace.resting()).isFalse();
    pace.drafted(0, RoundCosts.nothing());
    assertThat(pace.resting()).as("waiting costs nothing").isFalse();
  }
}
