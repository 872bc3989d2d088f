package io.vsd.draft.costs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vsd.engine.expert.DraftTimes;
import io.vsd.engine.price.Company;
import io.vsd.engine.price.RowCosts;
import org.junit.jupiter.api.Test;

class MetersTest {

  private static final RowCosts STARTED =
      new RowCosts(new int[] {1, 2, 4, 8}, new double[] {10, 11, 12, 18});

  private static double forward(VerifierMeter meter, int rows) {
    return meter.costs(Company.none()).forward().of(rows);
  }

  @Test
  void believesTheStartUntilItHasSeenRounds() {
    var meter = new VerifierMeter(STARTED);
    assertThat(meter.costs(Company.none()).forward()).isEqualTo(STARTED);
    assertThat(meter.startedWith(STARTED)).isTrue();
    assertThat(meter.tokensARound()).isEqualTo(1);
  }

  @Test
  void rowsThatWereSeenCountMostForThoseLikeThem() {
    var meter = new VerifierMeter(STARTED);
    for (int i = 0; i < 20; i++) {
      meter.round(1, 12_000_000, 1);
    }
    assertThat(forward(meter, 1)).isCloseTo(12, within(1e-9));
    assertThat(forward(meter, 8)).as("everything is slower").isCloseTo(21.6, within(1e-9));
    for (int i = 0; i < 12; i++) {
      meter.round(8, 40_000_000, 3);
    }
    assertThat(forward(meter, 8)).as("a busy neighbour").isCloseTo(40, within(1e-9));
    assertThat(forward(meter, 1)).isCloseTo(12, within(1e-9));
    assertThat(meter.tokensARound()).isGreaterThan(1);
  }

  @Test
  void fewRoundsOfOneSizeDoNotMakeADip() {
    var meter = new VerifierMeter(STARTED);
    for (int i = 0; i < 60; i++) {
      meter.round(1, 20_000_000, 1);
    }
    meter.round(4, 12_000_000, 3);
    meter.round(4, 12_000_000, 3);
    meter.round(1, 20_000_000, 1);
    meter.round(1, 20_000_000, 1);
    assertThat(forward(meter, 4)).isCloseTo(24, within(1e-9));
  }

  @Test
  void aSlowMomentIsForgotten() {
    var meter = new VerifierMeter(STARTED);
    for (int i = 0; i < 9; i++) {
      meter.round(8, 90_000_000, 1);
    }
    for (int i = 0; i < 64; i++) {
      meter.round(1, 10_000_000, 1);
    }
    assertThat(forward(meter, 8)).isCloseTo(18, within(1e-9));
  }

  @Test
  void singleOutliersChangeNothing() {
    var meter = new VerifierMeter(STARTED);
    for (int i = 0; i < 30; i++) {
      meter.round(4, i % 5 == 0 ? 500_000_000 : 12_000_000, 1);
      meter.waited(i % 5 == 0 ? 80_000_000 : 2_000_000);
    }
    assertThat(forward(meter, 4)).isCloseTo(12, within(1e-9));
    assertThat(meter.costs(Company.none()).between()).isCloseTo(2, within(1e-9));
  }

  @Test
  void draftingThatWasNotMeasuredLatelyIsFreeToTry() {
    var meter = new DraftMeter();
    assertThat(meter.costs().network()).isZero();
    meter.drafted(new DraftTimes(200_000, 3_000_000, 4_000_000, 2));
    assertThat(meter.costs().text()).isEqualTo(0.2);
    assertThat(meter.costs().network()).isEqualTo(3);
    assertThat(meter.costs().networkDepth()).isEqualTo(2);
    for (int i = 0; i < 600; i++) {
      meter.drafted(new DraftTimes(100_000, 0, 0, 0));
    }
    assertThat(meter.costs().text()).isEqualTo(0.1);
    assertThat(meter.costs().network()).isZero();
    assertThat(meter.costs().networkDepth()).isZero();
  }
}
