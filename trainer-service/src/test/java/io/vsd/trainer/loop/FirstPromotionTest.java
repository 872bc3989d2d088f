package io.vsd.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.trainer.fixtures.FakeDraft;
import io.vsd.trainer.fixtures.InMemoryRoundLog;
import io.vsd.trainer.fixtures.LoopRun;
import io.vsd.trainer.fixtures.SessionEvents;
import io.vsd.trainer.fixtures.TrainerHarness;
import io.vsd.trainer.fixtures.TrainerHarness.Announced;
import io.vsd.trainer.registry.CheckpointRegistry;
import io.vsd.trainer.registry.CheckpointStanding;
import io.vsd.trainer.registry.RegisteredCheckpoint;
import io.vsd.trainer.registry.TrainerState;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A lineage that starts from a draft which knows nothing. The fake one begins at 2 tokens a round.
 */
class FirstPromotionTest {

  private static final double ROUND_COST = 3;

  @TempDir Path directory;
  private final InMemoryRoundLog log = new InMemoryRoundLog();

  @Test
  void servesNothingAndSaysSoBeforeAnythingIsLearned() {
    var harness = TrainerHarness.fromNothing(directory, 0.05, ROUND_COST);
    LoopRun.untilRead(harness, log);
    assertThat(harness.announcements()).containsExactly(TrainerHarness.PLAIN);
    var newest = harness.registry().newest().orElseThrow();
    assertThat(newest.state().stableId()).isEmpty();
    assertThat(harness.registry().standing(newest)).isEqualTo(CheckpointStanding.CANDIDATE);
  }

  @Test
  void promotesTheFirstDraftWhoseRoundsPayAndNoneBefore() {
    sessions(60);
    var harness = TrainerHarness.fromNothing(directory, 0.05, ROUND_COST);
    LoopRun.untilRead(harness, log);
    assertThat(harness.announcements().getFirst()).isEqualTo(TrainerHarness.PLAIN);
    RegisteredCheckpoint first = entry(harness, harness.announcements().get(1).id());
    assertThat(first.manifest().parentId()).isEmpty();
    var evaluation = Objects.requireNonNull(first.manifest().evaluation());
    assertThat(evaluation.roundCost()).isEqualTo(ROUND_COST);
    assertThat(evaluation.servingAcceptanceLength()).isEqualTo(1);
    assertThat(evaluation.differenceLow()).isPositive();
    assertThat(evaluation.candidateAcceptanceLength()).isGreaterThan(ROUND_COST);
    List<RegisteredCheckpoint> before =
        harness.registry().entries().stream()
            .filter(e -> e.state().sequence() < first.state().sequence())
            .filter(e -> e.manifest().evaluation() != null)
            .toList();
    assertThat(before)
        .isNotEmpty()
        .allSatisfy(
            e -> {
              assertThat(e.state().standing()).isEqualTo(CheckpointStanding.REFUSED);
              assertThat(Objects.requireNonNull(e.manifest().evaluation()).decision())
                  .startsWith("refused: drafting would not pay beyond doubt: ")
                  .endsWith("tokens a round that costs 3.00 plain ones");
            });
  }

  @Test
  void learnsOnHoweverManyCandidatesDoNotPay() {
    sessions(60);
    var harness = TrainerHarness.fromNothing(directory, 0.01, 50).resetAfterWorse(1);
    LoopRun.untilRead(harness, log);
    assertThat(harness.announcements()).containsExactly(TrainerHarness.PLAIN);
    var newest = harness.registry().newest().orElseThrow();
    var evaluation = Objects.requireNonNull(newest.manifest().evaluation());
    assertThat(evaluation.candidateAcceptanceLength())
        .as("never set back to the draft that knows nothing")
        .isGreaterThan(2.3);
  }

  @Test
  void comparesLaterCandidatesWithTheDraftThatServes() {
    sessions(80);
    var harness = TrainerHarness.fromNothing(directory, 0.05, ROUND_COST);
    LoopRun.untilRead(harness, log);
    assertThat(harness.announcements()).hasSizeGreaterThan(2);
    var second = entry(harness, harness.announcements().get(2).id()).manifest();
    assertThat(second.parentId()).isEqualTo(harness.announcements().get(1).id());
    assertThat(Objects.requireNonNull(second.evaluation()).roundCost()).isNull();
  }

  @Test
  void decodesPlainlyAgainWhenTheFirstDraftDoesNotPayLive() {
    sessions(16);
    var harness = TrainerHarness.fromNothing(directory, 0.05, 2.5);
    LoopRun.untilRead(harness, log);
    String first = harness.announcements().get(1).id();
    assertThat(harness.announcements()).hasSize(2);
    slowSessions(12, first);
    harness.gainPerStep(-0.2);
    LoopRun.untilRead(harness, log);
    int at = harness.announcements().indexOf(new Announced(first, CheckpointStanding.ROLLED_BACK));
    assertThat(at).isPositive();
    assertThat(harness.announcements().get(at + 1)).isEqualTo(TrainerHarness.PLAIN);
    var newest = harness.registry().newest().orElseThrow();
    assertThat(newest.state().stableId()).isEmpty();
    assertThat(newest.state().rolledBack()).containsExactly(first);
  }

  @Test
  void withdrawsAnUntrainedDraftThatAnEarlierVersionLetServe() throws Exception {
    var initial = FakeDraft.initial();
    CheckpointRegistry.open(directory, 1000)
        .add(initial, TrainerState.initial("initial"), Optional.empty());
    var harness = TrainerHarness.fromNothing(directory, 0.05, ROUND_COST);
    LoopRun.untilRead(harness, log);
    assertThat(harness.announcements()).containsExactly(TrainerHarness.PLAIN);
    assertThat(harness.board().progress().state().stableId()).isEmpty();
  }

  @Test
  void letsAnUntrainedDraftServeThatAnOperatorChose() {
    var harness = new TrainerHarness(directory, 0.05);
    LoopRun.untilRead(harness, log);
    assertThat(harness.announcements())
        .containsExactly(new Announced("initial", CheckpointStanding.STABLE));
  }

  private static RegisteredCheckpoint entry(TrainerHarness harness, String id) {
    return harness.registry().find(id).orElseThrow();
  }

  /** Sessions that were decoded plainly. */
  private void sessions(int count) {
    for (int i = 0; i < count; i++) {
      log.append(SessionEvents.random("session-" + i, 4, 12).draftVersion("").all());
    }
  }

  /** Sessions in which nothing is accepted. */
  private void slowSessions(int count, String version) {
    for (int i = 0; i < count; i++) {
      var events = SessionEvents.random("slow-" + i, 4, 12).draftVersion(version);
      log.append(events.opening(4));
      for (int round = 1; round <= 10; round++) {
        log.append(List.of(events.round(round, 3 + round, 0)));
      }
      log.append(List.of(events.closed()));
    }
  }
}
