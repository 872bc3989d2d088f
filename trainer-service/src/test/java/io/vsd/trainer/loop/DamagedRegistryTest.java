package io.vsd.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.trainer.fixtures.InMemoryRoundLog;
import io.vsd.trainer.fixtures.LoopRun;
import io.vsd.trainer.fixtures.SessionEvents;
import io.vsd.trainer.fixtures.TrainerHarness;
import io.vsd.trainer.fixtures.TrainerHarness.Announced;
import io.vsd.trainer.registry.CheckpointStanding;
import io.vsd.trainer.registry.RegisteredCheckpoint;
import io.vsd.trainer.registry.TrainerState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a trainer makes of checkpoints that the disk has damaged, on the real loop. */
class DamagedRegistryTest {

  private static final List<String> FILES =
      List.of(
          DraftCheckpoint.WEIGHTS_FILE,
          DraftCheckpoint.CONFIG_FILE,
          DraftCheckpoint.MANIFEST_FILE,
          RegisteredCheckpoint.OPTIMIZER_FILE,
          TrainerState.FILE,
          "SHA256SUMS");

  @TempDir Path directory;
  private final InMemoryRoundLog log = new InMemoryRoundLog();

  /** How a file may look after a crash or on a bad disk. */
  private enum Harm {
    MISSING,
    EMPTY,
    CUT,
    ONE_BYTE_CHANGED;

    void to(Path file) throws IOException {
      byte[] bytes = Files.readAllBytes(file);
      switch (this) {
        case MISSING -> Files.delete(file);
        case EMPTY -> Files.write(file, new byte[0]);
        case CUT -> Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        case ONE_BYTE_CHANGED -> {
          bytes[bytes.length / 3] ^= 1;
          Files.write(file, bytes);
        }
      }
    }
  }

  static Stream<Arguments> harms() {
    return FILES.stream()
        .flatMap(file -> Arrays.stream(Harm.values()).map(harm -> Arguments.of(file, harm)))
        // Without sums a directory is one of an earlier version.
        .filter(a -> !(a.get()[0].equals("SHA256SUMS") && a.get()[1] == Harm.MISSING));
  }

  @ParameterizedTest
  @MethodSource("harms")
  void fallsBackFromADamagedNewestCheckpointAndLearnsTheSameAgain(String file, Harm harm)
      throws IOException {
    sessions(40);
    var harness = new TrainerHarness(directory, 0.05);
    LoopRun.untilRead(harness, log);
    Map<String, byte[]> whole = files();
    RegisteredCheckpoint newest = harness.registry().newest().orElseThrow();
    harm.to(newest.directory().resolve(file));

    assertThat(LoopRun.untilRead(harness, log)).as("attempts that failed").isEmpty();

    assertThat(harness.registry().damages())
        .singleElement()
        .satisfies(
            damage -> {
              assertThat(damage.id()).isEqualTo(newest.id());
              assertThat(damage.directory()).isDirectory();
              assertThat(damage.reason()).isNotBlank();
            });
    Map<String, byte[]> again = files();
    assertThat(again.keySet()).isEqualTo(whole.keySet());
    whole.forEach((name, bytes) -> assertThat(again.get(name)).as(name).isEqualTo(bytes));
    assertThat(harness.board().progress().state().consumedRecords())
        .isEqualTo(log.records().size());
  }

  @Test
  void walksBackAsFarAsNeededAndStillLearnsTheSame() throws IOException {
    sessions(40);
    var harness = new TrainerHarness(directory, 0.05);
    LoopRun.untilRead(harness, log);
    Map<String, byte[]> whole = files();
    for (RegisteredCheckpoint entry : harness.registry().entries().reversed().subList(0, 3)) {
      Harm.CUT.to(entry.weightsFile());
    }
    LoopRun.untilRead(harness, log);
    assertThat(harness.registry().damages()).hasSize(3);
    assertThat(files().keySet()).isEqualTo(whole.keySet());
  }

  @Test
  void announcesTheParentWhenTheServingCheckpointIsDamaged() throws IOException {
    sessions(40);
    var harness = new TrainerHarness(directory, 0.05);
    LoopRun.untilRead(harness, log);
    harness.gainPerStep(-0.05);
    moreSessions(12);
    LoopRun.untilRead(harness, log);
    RegisteredCheckpoint newest = harness.registry().newest().orElseThrow();
    RegisteredCheckpoint serving = harness.registry().find(newest.state().stableId()).orElseThrow();
    assertThat(serving.id()).isNotEqualTo(newest.id());
    Harm.ONE_BYTE_CHANGED.to(serving.weightsFile());
    harness.announcements().clear();

    assertThat(LoopRun.untilRead(harness, log)).isEmpty();

    assertThat(harness.announcements().getFirst())
        .isEqualTo(new Announced(serving.manifest().parentId(), CheckpointStanding.STABLE));
    assertThat(harness.registry().damages()).extracting("id").contains(serving.id());
    assertThat(harness.board().progress().trouble().serving())
        .isEqualTo(
            "checkpoint %s, which served, is damaged or gone: %s serves",
            serving.id(), serving.manifest().parentId());
  }

  @Test
  void beginsAgainWhenNothingIsWhole() throws IOException {
    sessions(40);
    var harness = new TrainerHarness(directory, 0.05);
    LoopRun.untilRead(harness, log);
    Map<String, byte[]> whole = files();
    for (RegisteredCheckpoint entry : harness.registry().entries()) {
      Harm.EMPTY.to(entry.weightsFile());
    }
    harness.announcements().clear();
    assertThat(LoopRun.untilRead(harness, log)).isEmpty();
    assertThat(harness.announcements().getFirst())
        .isEqualTo(new Announced("initial", CheckpointStanding.STABLE));
    assertThat(files().keySet()).isEqualTo(whole.keySet());
  }

  @Test
  void beginsAgainFromNothingWithPlainDecodingWhenNothingIsWhole() throws IOException {
    sessions(40);
    var harness = TrainerHarness.fromNothing(directory, 0.05, 2.5);
    LoopRun.untilRead(harness, log);
    for (RegisteredCheckpoint entry : harness.registry().entries()) {
      Harm.MISSING.to(entry.directory().resolve(TrainerState.FILE));
    }
    harness.announcements().clear();
    LoopRun.untilRead(harness, log);
    assertThat(harness.announcements().getFirst()).isEqualTo(TrainerHarness.PLAIN);
    assertThat(harness.board().progress().state().consumedRecords())
        .isEqualTo(log.records().size());
  }

  @Test
  void setsAsideWhatIsLeftOfADirectory() throws IOException {
    sessions(40);
    var harness = new TrainerHarness(directory, 0.05);
    LoopRun.untilRead(harness, log);
    RegisteredCheckpoint newest = harness.registry().newest().orElseThrow();
    for (String file : FILES) {
      if (!file.equals(DraftCheckpoint.WEIGHTS_FILE)) {
        Files.delete(newest.directory().resolve(file));
      }
    }
    LoopRun.untilRead(harness, log);
    assertThat(harness.registry().damages())
        .singleElement()
        .satisfies(d -> assertThat(d.reason()).isEqualTo("manifest.json is missing"));
    assertThat(harness.registry().find(newest.id())).as("learned again").isPresent();
  }

  @Test
  void goesOnWithARegistryOfAnEarlierVersionWithoutSums() throws IOException {
    sessions(40);
    var harness = new TrainerHarness(directory, 0.05);
    LoopRun.untilRead(harness, log);
    for (RegisteredCheckpoint entry : harness.registry().entries()) {
      Files.delete(entry.directory().resolve("SHA256SUMS"));
    }
    LoopRun.untilRead(harness, log);
    assertThat(harness.registry().damages()).isEmpty();
    Files.delete(
        harness
            .registry()
            .newest()
            .orElseThrow()
            .directory()
            .resolve(RegisteredCheckpoint.OPTIMIZER_FILE));
    LoopRun.untilRead(harness, log);
    assertThat(harness.registry().damages()).hasSize(1);
  }

  @Test
  void stopsServingWhatWasFoundDamagedWhileItWasSent() throws Exception {
    sessions(40);
    var harness = new TrainerHarness(directory, 0.05);
    LoopRun.untilRead(harness, log);
    Trainer trainer = harness.trainer(InMemoryRoundLog.TOPIC);
    String serving = harness.registry().newest().orElseThrow().state().stableId();
    RegisteredCheckpoint entry = harness.registry().find(serving).orElseThrow();
    harness.announcements().clear();
    harness.registry().suspect(serving);
    trainer.setAsideDamaged();
    assertThat(harness.announcements()).as("a suspicion that is wrong").isEmpty();

    Harm.CUT.to(entry.weightsFile());
    harness.registry().suspect(serving);
    trainer.setAsideDamaged();
    assertThat(harness.announcements())
        .containsExactly(new Announced(entry.manifest().parentId(), CheckpointStanding.STABLE));
    assertThat(harness.registry().find(serving)).isEmpty();
  }

  private void sessions(int count) {
    for (int i = 0; i < count; i++) {
      log.append(SessionEvents.random("session-" + i, 4, 12).all());
    }
  }

  private void moreSessions(int count) {
    for (int i = 0; i < count; i++) {
      log.append(SessionEvents.random("more-" + i, 4, 12).all());
    }
  }

  /** Every file but those set aside. */
  private Map<String, byte[]> files() throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = directory.relativize(file).toString();
        if (!name.startsWith("set-aside")) {
          files.put(name, Files.readAllBytes(file));
        }
      }
    }
    return files;
  }
}
