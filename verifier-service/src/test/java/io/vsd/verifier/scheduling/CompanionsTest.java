package io.vsd.verifier.scheduling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CompanionsTest {
  private static final long FORWARD = 12_000_000;

  private final Companions companions = new Companions();

  @Test
  void waitsForASixthOfTheLastForwardAndNeverLong() {
    assertThat(companions.patience(1, FORWARD)).isEqualTo(2_000_000);
    assertThat(companions.patience(3, 1_000_000_000)).isEqualTo(5_000_000);
  }

  @Test
  void doesNotWaitWhereNobodyIsMissing() {
    assertThat(companions.patience(0, FORWARD)).isZero();
  }

  @Test
  void waitsEverMoreRarelyWhereNobodyComes() {
    int waits = 0;
    for (int forward = 0; forward < 1_000; forward++) {
      if (companions.patience(2, FORWARD) > 0) {
        waits++;
        companions.waited(false);
      }
    }
    assertThat(waits).isBetween(10, 30);
  }

  @Test
  void waitsAgainAsSoonAsSomebodyCame() {
    companions.waited(false);
    companions.waited(false);
    companions.waited(true);
    assertThat(IntStream.range(0, 5).mapToLong(i -> companions.patience(1, FORWARD)))
        .containsOnly(2_000_000L);
  }
}
