package io.vsd.local.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OtherLoadTest {
  @Test
  void waitingForDisksIsIdleAndGuestsAreNotCountedTwice() {
    long[] before = OtherLoad.parse("cpu  100 0 50 800 50 0 0 0 7 0");
    long[] after = OtherLoad.parse("cpu  130 0 60 850 60 0 0 0 37 0");
    assertThat(OtherLoad.busyPart(before, after)).isEqualTo(0.4);
  }

  @Test
  void noTimeIsNotBusy() {
    long[] ticks = OtherLoad.parse("cpu  1 2 3 4 5 6 7 8");
    assertThat(OtherLoad.busyPart(ticks, ticks)).isZero();
  }

  @Test
  void withoutALookNothingIsClaimed() {
    assertThat(new OtherLoad().describe()).startsWith("how busy other processes were is not known");
    assertThat(new OtherLoad().medianBusyCores()).isEmpty();
  }
}
