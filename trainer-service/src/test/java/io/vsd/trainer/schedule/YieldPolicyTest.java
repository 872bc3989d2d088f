package io.vsd.trainer.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class YieldPolicyTest {

  private static final Duration TWO_SECONDS = Duration.ofSeconds(2);
  private static final Duration QUIET = Duration.ofMillis(300);

  @Test
  void leavesRequestsTheirShareButNeverWaitsForEver() {
    var policy = new YieldPolicy(0.25, TWO_SECONDS, QUIET);
    assertThat(policy.pauseAfter(Duration.ofMillis(400))).isEqualTo(Duration.ofMillis(1200));
    assertThat(policy.pauseAfter(Duration.ofSeconds(5))).isEqualTo(TWO_SECONDS);
    assertThat(new YieldPolicy(1, TWO_SECONDS, QUIET).pauseAfter(TWO_SECONDS)).isZero();
  }

  @Test
  void requestsAreOverWhenTheDeviceHasBeenIdleForLongEnough() {
    var policy = new YieldPolicy(0.25, TWO_SECONDS, QUIET);
    assertThat(policy.requestsRun(Duration.ZERO)).isTrue();
    assertThat(policy.requestsRun(Duration.ofMillis(299))).isTrue();
    assertThat(policy.requestsRun(QUIET)).isFalse();
  }

  @Test
  void refusesAShareOfNothing() {
    assertThatThrownBy(() -> new YieldPolicy(0, Duration.ZERO, QUIET))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
