package io.vsd.verifier.scheduling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vsd.verifier.scheduling.RowDemand.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchPlannerTest {
  private final BatchPlanner planner = new BatchPlanner(new BatchLimits(64, 16));

  @Test
  void allRoundsThatFitGoTogetherAndAPromptGetsOneChunk() {
    BatchPlan plan = planner.plan(List.of(prompt(64), round(5), round(9)), true, false);
    assertThat(plan.rows()).containsExactly(16, 5, 9);
    assertThat(plan.totalRows()).isEqualTo(30);
  }

  @Test
  void aPromptHasTheForwardToItselfWhereNoReplyRuns() {
    assertThat(planner.plan(List.of(prompt(64)), false, false).rows()).containsExactly(64);
    assertThat(planner.plan(List.of(prompt(40), prompt(64)), false, false).rows())
        .containsExactly(40, 24);
  }

  @Test
  void aPromptWaitsForNoRoundThatIsNotThere() {
    assertThat(planner.plan(List.of(prompt(64)), true, false).rows()).containsExactly(16);
  }

  @Test
  void whatOnePromptLeavesOfTheChunkGoesToTheNext() {
    assertThat(planner.plan(List.of(prompt(5), prompt(64)), true, false).rows())
        .containsExactly(5, 11);
  }

  @Test
  void promptsGetTheRowsThatRoundsLeave() {
    assertThat(planner.plan(List.of(prompt(64), round(60)), true, false).rows())
        .containsExactly(4, 60);
  }

  @Test
  void aRoundThatDoesNotFitIsOvertakenByOneThatDoes() {
    BatchPlan plan = planner.plan(List.of(round(40), round(40), round(24)), true, false);
    assertThat(plan.rows()).containsExactly(40, 0, 24);
  }

  @Test
  void theFirstRoundGoesHoweverLargeItIs() {
    assertThat(planner.plan(List.of(round(128), round(1)), true, false).rows())
        .containsExactly(128, 0);
  }

  @Test
  void aPromptThatGotNothingComesFirstInTheNextForward() {
    BatchPlan full = planner.plan(List.of(prompt(64), round(64)), true, false);
    assertThat(full.rows()).containsExactly(0, 64);
    assertThat(full.promptOwed()).isTrue();
    BatchPlan next = planner.plan(List.of(prompt(64), round(48), round(1)), true, true);
    assertThat(next.rows()).containsExactly(16, 48, 0);
    assertThat(next.promptOwed()).isFalse();
  }

  @Test
  void nothingIsOwedWhereNothingWaits() {
    BatchPlan empty = planner.plan(List.of(), false, true);
    assertThat(empty.totalRows()).isZero();
    assertThat(empty.promptOwed()).isFalse();
    assertThat(planner.plan(List.of(round(64)), true, false).promptOwed()).isFalse();
  }

  @Test
  void refusesSizesThatMeanNothing() {
    assertThatThrownBy(() -> new RowDemand(Kind.ROUND, 0)).hasMessageContaining("0 rows");
    assertThatThrownBy(() -> new BatchLimits(0, 16)).hasMessageContaining("0 rows");
    assertThatThrownBy(() -> new BatchLimits(64, 0)).hasMessageContaining("0 of prompts");
  }

  private static RowDemand round(int rows) {
    return new RowDemand(Kind.ROUND, rows);
  }

  private static RowDemand prompt(int rows) {
    return new RowDemand(Kind.PROMPT, rows);
  }
}
