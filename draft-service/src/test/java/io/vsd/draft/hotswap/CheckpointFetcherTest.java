package io.vsd.draft.hotswap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vsd.draft.fixtures.Checkpoints;
import io.vsd.draft.fixtures.FakeTrainer;
import io.vsd.engine.checkpoint.CheckpointManifest;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFetcherTest {

  @TempDir Path dir;
  private final FakeTrainer trainer = new FakeTrainer();
  private CheckpointCache cache;
  private CheckpointFetcher fetcher;
  private CheckpointManifest manifest;
  private byte[] weights;

  @BeforeEach
  void prepare() throws IOException {
    var target = Checkpoints.target(dir);
    manifest = Checkpoints.write(target, dir.resolve("registry"), "ck-1", 64).manifest();
    weights =
        Files.readAllBytes(dir.resolve("registry/ck-1").resolve(DraftCheckpoint.WEIGHTS_FILE));
    trainer.hold(Checkpoints.onTheWire(manifest), weights);
    cache = new CheckpointCache(dir.resolve("cache"));
    fetcher = new CheckpointFetcher(cache, trainer.address(), 1 << 24);
  }

  @AfterEach
  void close() {
    trainer.close();
  }

  private WantedCheckpoint wanted() {
    return new WantedCheckpoint("ck-1", "", manifest);
  }

  @Test
  void fetchesAWholeCheckpoint() throws Exception {
    var fetched = fetcher.fetch(wanted());
    assertThat(fetched.manifest()).isEqualTo(manifest);
    assertThat(
            Files.readAllBytes(
                dir.resolve("cache/checkpoints/ck-1").resolve(DraftCheckpoint.WEIGHTS_FILE)))
        .isEqualTo(weights);
  }

  @Test
  void takesAFetchedCheckpointFromTheCache() throws Exception {
    fetcher.fetch(wanted());
    trainer.close();
    assertThat(fetcher.fetch(wanted()).manifest()).isEqualTo(manifest);
    assertThat(trainer.offsets).hasSize(1);
  }

  @Test
  void goesOnWhereABrokenDownloadStopped() throws Exception {
    trainer.breakAt = 5000;
    assertThatThrownBy(() -> fetcher.fetch(wanted()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("killed");
    var again = new CheckpointFetcher(cache, trainer.address(), 1 << 24);
    assertThat(again.fetch(wanted()).manifest()).isEqualTo(manifest);
    assertThat(trainer.offsets.get(1)).isBetween(1L, 5000L);
  }

  @Test
  void beginsAgainWhenWhatItHeldWasWrong() throws Exception {
    Files.write(cache.partial(manifest), new byte[500]);
    assertThat(fetcher.fetch(wanted()).manifest()).isEqualTo(manifest);
    assertThat(trainer.offsets).containsExactly(500L, 0L);
  }

  @Test
  void refusesBytesWithAnotherHash() {
    weights[weights.length - 1] ^= 1;
    assertThatThrownBy(() -> fetcher.fetch(wanted()))
        .isInstanceOfSatisfying(
            CheckpointRefusedException.class,
            refused ->
                assertThat(refused.reason()).isEqualTo(CheckpointRefusedException.Reason.HASH))
        .hasMessageContaining("SHA-256")
        .hasMessageContaining(manifest.weightsSha256());
    assertThat(dir.resolve("cache/checkpoints/ck-1")).doesNotExist();
  }

  @Test
  void refusesMoreBytesThanTheManifestStates() {
    trainer.sendTwice = true;
    assertThatThrownBy(() -> fetcher.fetch(wanted()))
        .isInstanceOf(CheckpointRefusedException.class)
        .hasMessageContaining("more bytes than the " + weights.length);
  }

  @Test
  void refusesAnotherManifestThanTheAnnouncedOne() throws Exception {
    var other = Checkpoints.write(dir.resolve("target"), dir.resolve("other"), "ck-1", 32);
    assertThatThrownBy(() -> fetcher.fetch(new WantedCheckpoint("ck-1", "", other.manifest())))
        .isInstanceOf(CheckpointRefusedException.class)
        .hasMessageContaining("announced with SHA-256 " + other.manifest().weightsSha256());
  }

  @Test
  void refusesACheckpointThatTheTrainerDoesNotHave() {
    assertThatThrownBy(() -> fetcher.fetch(new WantedCheckpoint("ck-9", "", null)))
        .isInstanceOf(CheckpointRefusedException.class)
        .hasMessageContaining("no checkpoint ck-9");
  }

  @Test
  void refusesACheckpointLargerThanAllowed() {
    var strict = new CheckpointFetcher(cache, trainer.address(), 1000);
    assertThatThrownBy(() -> strict.fetch(wanted()))
        .isInstanceOf(CheckpointRefusedException.class)
        .hasMessageContaining("at most 1000");
  }

  @Test
  void goesBackToAParentByItsNameAlone() throws Exception {
    assertThat(fetcher.fetch(new WantedCheckpoint("ck-1", trainer.address(), null)).manifest())
        .isEqualTo(manifest);
  }

  @Test
  void neverLetsAnIdLeaveTheCache() {
    for (var id : new String[] {"../x", "a/b", "", ".", "..", "a\u0000", "x".repeat(200)}) {
      assertThat(CheckpointCache.isSafeName(id)).as(id).isFalse();
      assertThat(cache.find(id)).isEmpty();
    }
  }

  @Test
  void remembersTheLastGoodCheckpointAndKeepsOnlyAFew() throws Exception {
    assertThat(cache.lastGood()).isEmpty();
    for (int i = 1; i <= 7; i++) {
      var made = Checkpoints.write(dir.resolve("target"), dir.resolve("r"), "ck-1" + i, 16 + i);
      trainer.hold(
          Checkpoints.onTheWire(made.manifest()),
          Files.readAllBytes(dir.resolve("r/ck-1" + i).resolve(DraftCheckpoint.WEIGHTS_FILE)));
      fetcher.fetch(new WantedCheckpoint("ck-1" + i, "", made.manifest()));
      cache.remember("ck-1" + i);
    }
    assertThat(new CheckpointCache(dir.resolve("cache")).lastGood())
        .hasValueSatisfying(c -> assertThat(c.manifest().checkpointId()).isEqualTo("ck-17"));
    try (var kept = Files.list(dir.resolve("cache/checkpoints"))) {
      assertThat(kept).hasSize(4);
    }
  }

  @Test
  void forgetsADamagedCheckpoint() throws Exception {
    fetcher.fetch(wanted());
    cache.remember("ck-1");
    Files.write(
        dir.resolve("cache/checkpoints/ck-1").resolve(DraftCheckpoint.WEIGHTS_FILE), new byte[9]);
    assertThat(cache.lastGood()).isEmpty();
    assertThat(fetcher.fetch(wanted()).manifest()).isEqualTo(manifest);
  }
}
