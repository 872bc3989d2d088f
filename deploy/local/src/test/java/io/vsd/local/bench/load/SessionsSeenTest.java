package io.vsd.local.bench.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SessionsSeenTest {
  private static final long MS = 1_000_000;

  private static TokenTimes every(long ms, long from, int tokens) {
    return new TokenTimes(
        LongStream.range(0, tokens).map(i -> (from + i * ms) * MS).boxed().toList());
  }

  @Test
  void oneReplysSpeedLeavesItsFirstTokenOut() {
    SessionsSeen seen = new SessionsSeen(List.of(every(10, 500, 11)), 0.1);
    assertThat(seen.tokensPerSecond()).isCloseTo(100, within(1e-9));
    assertThat(seen.steadyGaps()).hasSize(10).containsOnly(10.0);
  }

  @Test
  void onlyTheTimeInWhichAllDecodeCounts() {
    // The first begins early and alone; the second runs from 100 to 200 ms.
    SessionsSeen seen = new SessionsSeen(List.of(every(10, 0, 41), every(20, 100, 6)), 0.1);
    assertThat(seen.tokensPerSecond()).isCloseTo((10 + 5) / 0.1, within(1e-9));
    assertThat(seen.steadyGaps()).hasSize(15);
    assertThat(seen.allGaps()).hasSize(25);
  }

  @Test
  void withoutSuchATimeAllOfItCounts() {
    SessionsSeen seen = new SessionsSeen(List.of(every(10, 0, 3), every(10, 100, 3)), 0.1);
    // Five tokens behind the first one, in 120 ms.
    assertThat(seen.tokensPerSecond()).isCloseTo(5 / 0.12, within(1e-9));
    assertThat(seen.steadyGaps()).isEmpty();
    assertThat(new SessionsSeen(List.of(every(1, 0, 1)), 0).tokensPerSecond()).isNaN();
  }

  @Test
  void repliesHaveTokens() {
    assertThatThrownBy(() -> new TokenTimes(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SessionsSeen(List.of(), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
