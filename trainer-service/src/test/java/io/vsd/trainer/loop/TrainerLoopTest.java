package io.vsd.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.trainer.fixtures.InMemoryRoundLog;
import io.vsd.trainer.fixtures.LoopRun;
import io.vsd.trainer.fixtures.SessionEvents;
import io.vsd.trainer.fixtures.TrainerHarness;
import io.vsd.trainer.registry.CheckpointStanding;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerLoopTest {

  @TempDir Path directory;
  private final InMemoryRoundLog log = new InMemoryRoundLog();
  private final List<Duration> pauses = new ArrayList<>();

  @Test
  void waitsLongerAndLongerForALogThatDoesNotAnswerAndThenLearns() {
    sessions(40);
    log.failNext(4);
    var harness = new TrainerHarness(directory, 0.05);
    untilRead(harness);
    assertThat(pauses).extracting(Duration::toMillis).containsExactly(250L, 500L, 1000L, 2000L);
    assertThat(harness.board().progress().state().promoted()).isPositive();
    assertThat(harness.board().progress().reading().lagRecords()).isZero();
  }

  @Test
  void startsAgainFromTheLastCheckpointWhenATrainerFails() {
    sessions(40);
    int[] failures = {0};
    var harness =
        new TrainerHarness(directory, 0.05)
            .pacer(
                _ -> {
                  if (failures[0]++ == 7) {
                    throw new IllegalStateException("out of luck");
                  }
                });
    untilRead(harness);
    assertThat(pauses).hasSize(1);
    assertThat(harness.board().progress().state().consumedRecords())
        .isEqualTo(log.records().size());
  }

  @Test
  void readsAnotherLogFromItsBeginning() {
    sessions(40);
    var harness = new TrainerHarness(directory, 0.05);
    untilRead(harness);
    InMemoryRoundLog fresh = new InMemoryRoundLog();
    for (int i = 0; i < 3; i++) {
      fresh.append(SessionEvents.random("new-" + i, 4, 12).all());
    }
    long before = harness.registry().newest().orElseThrow().state().consumedRecords();
    untilRead(harness, fresh);
    assertThat(harness.board().progress().state().consumedRecords())
        .isEqualTo(before + fresh.records().size());
  }

  @Test
  void announcesWhatServesAtEveryStart() {
    var harness = new TrainerHarness(directory, 0.05);
    untilRead(harness);
    assertThat(harness.announcements())
        .containsExactly(new TrainerHarness.Announced("initial", CheckpointStanding.STABLE));
  }

  @Test
  void seeksToTheOffsetsOfTheCheckpoint() throws IOException, InterruptedException {
    sessions(40);
    var harness = new TrainerHarness(directory, 0.05);
    untilRead(harness);
    Trainer trainer = harness.trainer(InMemoryRoundLog.TOPIC);
    TrainerLoop.catchUp(trainer, log);
    assertThat(trainer.nextOffsets()).containsKey(0);
    assertThat(log.positions()).isEqualTo(Map.copyOf(trainer.nextOffsets()));
  }

  private void sessions(int count) {
    for (int i = 0; i < count; i++) {
      log.append(SessionEvents.random("session-" + i, 4, 12).all());
    }
  }

  private void untilRead(TrainerHarness harness) {
    untilRead(harness, log);
  }

  private void untilRead(TrainerHarness harness, InMemoryRoundLog source) {
    pauses.addAll(LoopRun.untilRead(harness, source));
  }
}
