package io.vsd.trainer.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TrainingScheduleTest {

  @Test
  void stepsAfterEveryFewSessionsFromAMinimumOn() {
    var schedule = new TrainingSchedule(2, 3, 10, 4);
    int[] steps = new int[9];
    for (int sessions = 0; sessions < steps.length; sessions++) {
      steps[sessions] = schedule.stepsAfter(sessions);
    }
    assertThat(steps).containsExactly(0, 0, 0, 0, 3, 0, 3, 0, 3);
  }

  @Test
  void judgesAfterEnoughStepsAndWaitsForHeldOutSessionsOnlySoLong() {
    var schedule = new TrainingSchedule(1, 3, 10, 1);
    assertThat(schedule.candidateAfter(9, true)).isFalse();
    assertThat(schedule.candidateAfter(12, true)).isTrue();
    assertThat(schedule.candidateAfter(39, false)).isFalse();
    assertThat(schedule.candidateAfter(42, false)).isTrue();
  }

  @Test
  void refusesAScheduleThatStandsStill() {
    assertThatThrownBy(() -> new TrainingSchedule(1, 0, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
