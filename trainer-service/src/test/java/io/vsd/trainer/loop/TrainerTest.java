package io.vsd.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.engine.checkpoint.CheckpointManifest;
import io.vsd.proto.event.v1.SessionEvent;
import io.vsd.trainer.fixtures.InMemoryRoundLog;
import io.vsd.trainer.fixtures.SessionEvents;
import io.vsd.trainer.fixtures.TrainerHarness;
import io.vsd.trainer.registry.CheckpointStanding;
import io.vsd.trainer.registry.RegisteredCheckpoint;
import io.vsd.trainer.replay.HoldOut;
import io.vsd.trainer.roundlog.LogRecord;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {

  private static final int POISON_EVERY = 10;

  @TempDir Path directory;
  private final InMemoryRoundLog log = new InMemoryRoundLog();

  @Test
  void promotesADraftThatLearnedAndAnnouncesIt() throws Exception {
    sessions(40, "draft-0");
    var harness = new TrainerHarness(directory, 0.05);
    learnAll(harness.trainer("rounds"));
    assertThat(harness.announcements())
        .isNotEmpty()
        .allMatch(a -> a.standing() == CheckpointStanding.STABLE);
    RegisteredCheckpoint newest = harness.registry().newest().orElseThrow();
    assertThat(newest.state().promoted()).isEqualTo(harness.announcements().size());
    assertThat(evaluation(newest).differenceLow()).isPositive();
    assertThat(newest.manifest().consumedOffsets()).hasSize(1);
    assertThat(harness.registry().find(newest.state().stableId())).isPresent();
  }

  @Test
  void neverTrainsOnAHeldOutSession() throws Exception {
    sessions(40, "draft-0");
    var harness = new TrainerHarness(directory, 0.05);
    learnAll(harness.trainer("rounds"));
    assertThat(harness.learner().batches())
        .isNotEmpty()
        .allSatisfy(batch -> assertThat(batch).noneMatch(new HoldOut(3)::holdsOut));
    assertThat(harness.learner().counted())
        .as("for the table, once each")
        .isNotEmpty()
        .doesNotHaveDuplicates()
        .noneMatch(new HoldOut(3)::holdsOut);
  }

  @Test
  void refusesADraftThatGotWorseAndTellsNobody() throws Exception {
    sessions(40, "draft-0");
    var harness = new TrainerHarness(directory, -0.02);
    learnAll(harness.trainer("rounds"));
    var newest = harness.registry().newest().orElseThrow();
    assertThat(harness.announcements()).isEmpty();
    assertThat(newest.state().refused()).isPositive();
    assertThat(newest.state().stableId()).isEqualTo("initial");
    assertThat(evaluation(newest).decision()).startsWith("refused: not better");
  }

  @Test
  void goesBackToWhatServesAfterSeveralWorseCandidates() throws Exception {
    sessions(60, "draft-0");
    var resets = new TrainerHarness(directory.resolve("resets"), -0.02).resetAfterWorse(2);
    learnAll(resets.trainer("rounds"));
    var stays = new TrainerHarness(directory.resolve("stays"), -0.02);
    learnAll(stays.trainer("rounds"));
    assertThat(lowestCandidate(resets)).isGreaterThan(lowestCandidate(stays) + 0.3);
  }

  @Test
  void setsPoisonAsideAndGoesOn() throws Exception {
    log.append("no message at all".getBytes(StandardCharsets.UTF_8));
    sessions(4, "draft-0");
    var harness = new TrainerHarness(directory, 0.05);
    learnAll(harness.trainer("rounds"));
    assertThat(harness.deadLetters()).hasSize(1);
    assertThat(harness.deadLetters().getFirst()).startsWith("0: not a SessionEvent");
    assertThat(harness.board().progress().state().poisonRecords()).isEqualTo(1);
    assertThat(harness.board().progress().state().trainingSessions()).isPositive();
  }

  @Test
  void rollsBackADraftWhoseRealisedAcceptanceFellBehind() throws Exception {
    sessions(30, "initial");
    var harness = new TrainerHarness(directory, 0.05);
    learnAll(harness.trainer("rounds"));
    Trainer trainer = harness.gainPerStep(-0.05).trainer("rounds");
    TrainerLoop.catchUp(trainer, log);
    String promoted = harness.registry().newest().orElseThrow().state().stableId();
    String parent = harness.registry().find(promoted).orElseThrow().manifest().parentId();
    int before = log.records().size();
    slowSessions(40, promoted);
    goodSessions(20, parent);
    learn(trainer, log.records().subList(before, log.records().size()));
    int at =
        harness
            .announcements()
            .indexOf(new TrainerHarness.Announced(promoted, CheckpointStanding.ROLLED_BACK));
    assertThat(at).isPositive();
    assertThat(harness.announcements().get(at + 1))
        .isEqualTo(new TrainerHarness.Announced(parent, CheckpointStanding.STABLE));
    var entry = harness.registry().find(promoted).orElseThrow();
    assertThat(harness.registry().standing(entry)).isEqualTo(CheckpointStanding.ROLLED_BACK);
  }

  @Test
  void survivesKillsAnywhereWithTheSameCheckpointBytes() throws Exception {
    sessions(60, "draft-0");
    var steady = new TrainerHarness(directory.resolve("steady"), 0.013);
    learnAll(steady.trainer("rounds"));
    Map<String, byte[]> expected = files(directory.resolve("steady"));
    assertThat(expected.keySet()).anyMatch(f -> f.contains("-000003-"));
    for (long seed = 0; seed < 6; seed++) {
      Path root = directory.resolve("killed" + seed);
      int kills = learnWithKills(new TrainerHarness(root, 0.013), new Random(seed));
      Map<String, byte[]> actual = files(root);
      assertThat(actual.keySet()).as("seed %d, %d kills", seed, kills).isEqualTo(expected.keySet());
      expected.forEach(
          (file, bytes) ->
              assertThat(actual.get(file)).as("%s, %d kills", file, kills).isEqualTo(bytes));
      assertThat(kills).isPositive();
    }
  }

  @Test
  void announcesAgainAfterACrashBetweenPromotionAndAnnouncement() throws Exception {
    sessions(40, "draft-0");
    var harness = new TrainerHarness(directory, 0.05);
    learnAll(harness.trainer("rounds"));
    String stable = harness.registry().newest().orElseThrow().state().stableId();
    harness.announcements().clear();
    harness.trainer("rounds").announceServing();
    assertThat(harness.announcements())
        .containsExactly(new TrainerHarness.Announced(stable, CheckpointStanding.STABLE));
  }

  /**
   * Kills the trainer between pieces of work and between records, more rarely while it reads again
   * what it knew, so that it gets anywhere; the pacer is where a kill can hit.
   */
  private int learnWithKills(TrainerHarness harness, Random random) throws Exception {
    int[] kills = {0};
    int[] oneIn = {40};
    harness.pacer(
        _ -> {
          if (random.nextInt(oneIn[0]) == 0) {
            kills[0]++;
            throw new IllegalStateException("killed");
          }
        });
    while (true) {
      Trainer trainer = harness.trainer("rounds");
      try {
        oneIn[0] = 1000;
        TrainerLoop.catchUp(trainer, log);
        oneIn[0] = 40;
        int from = Math.toIntExact(trainer.nextOffsets().getOrDefault(0, 0L));
        for (LogRecord record : log.records().subList(from, log.records().size())) {
          trainer.learn(record);
          if (random.nextInt(300) == 0) {
            kills[0]++;
            throw new IllegalStateException("killed");
          }
        }
        return kills[0];
      } catch (IllegalStateException killed) {
        assertThat(killed).hasMessage("killed");
      }
    }
  }

  private static CheckpointManifest.Evaluation evaluation(RegisteredCheckpoint entry) {
    return Objects.requireNonNull(entry.manifest().evaluation());
  }

  private static double lowestCandidate(TrainerHarness harness) {
    return harness.registry().entries().stream()
        .filter(e -> e.manifest().evaluation() != null)
        .mapToDouble(e -> evaluation(e).candidateAcceptanceLength())
        .min()
        .orElseThrow();
  }

  private void learnAll(Trainer trainer) throws Exception {
    learn(trainer, log.records());
  }

  private static void learn(Trainer trainer, List<LogRecord> records) throws Exception {
    for (LogRecord record : List.copyOf(records)) {
      trainer.learn(record);
    }
  }

  /** Sessions interleaved in twos, so that kills find some half assembled; now and then poison. */
  private void sessions(int count, String version) {
    for (int i = 0; i < count; i += 2) {
      List<SessionEvent> a = session(i, version);
      List<SessionEvent> b = session(i + 1, version);
      List<SessionEvent> mixed = new ArrayList<>();
      for (int k = 0; k < Math.max(a.size(), b.size()); k++) {
        if (k < a.size()) {
          mixed.add(a.get(k));
        }
        if (k < b.size()) {
          mixed.add(b.get(k));
        }
      }
      log.append(mixed);
      if (version.equals("draft-0") && count > POISON_EVERY && i % POISON_EVERY == 0) {
        log.append(new byte[] {1, 2, 3});
      }
    }
  }

  private static List<SessionEvent> session(int i, String version) {
    return SessionEvents.random("session-" + i, 4 + i % 3, 12)
        .domain(i % 4 == 0 ? "law" : "maths")
        .draftVersion(version)
        .all();
  }

  private void goodSessions(int count, String version) {
    for (int i = 0; i < count; i++) {
      log.append(
          SessionEvents.random("good-" + i, 4, 12).domain("law").draftVersion(version).all());
    }
  }

  /** Sessions in which nothing is accepted. */
  private void slowSessions(int count, String version) {
    for (int i = 0; i < count; i++) {
      var events =
          SessionEvents.random("slow-" + i, 4, 12)
              .domain(i % 4 == 0 ? "law" : "maths")
              .draftVersion(version);
      List<SessionEvent> session = new ArrayList<>(events.opening(4));
      for (int round = 1; round <= 10; round++) {
        session.add(events.round(round, 3 + round, 0));
      }
      session.add(events.closed());
      log.append(session);
    }
  }

  private static Map<String, byte[]> files(Path root) throws Exception {
    Map<String, byte[]> files = new TreeMap<>(Collections.reverseOrder());
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(root.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }
}
