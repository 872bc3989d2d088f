package io.vsd.draft.hotswap;

import static io.vsd.draft.fixtures.Await.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vsd.draft.fixtures.Checkpoints;
import io.vsd.draft.fixtures.DraftStand;
import io.vsd.draft.fixtures.FakeTrainer;
import io.vsd.draft.metrics.DraftMetrics;
import io.vsd.draft.model.EngineDraftLoader;
import io.vsd.engine.checkpoint.CheckpointManifest;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.expert.ExpertKind;
import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.model.Precision;
import io.vsd.engine.tokentree.TreeShape;
import io.vsd.engine.weights.ModelDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of wishes when checkpoints are withdrawn, damaged or out of reach. */
class CheckpointFollowerTest {

  @TempDir Path dir;
  private final DraftStand stand = new DraftStand();
  private final DraftMetrics metrics = new DraftMetrics(new SimpleMeterRegistry());
  private final FakeTrainer trainer = new FakeTrainer();
  private Path target;
  private ModelDirectory model;
  private CheckpointCache cache;
  private DraftSwapper swapper;
  private CheckpointFollower follower;

  @BeforeEach
  void prepare() {
    target = Checkpoints.target(dir);
    cache = new CheckpointCache(dir.resolve("cache"));
    model = ModelDirectory.open(target);
    var loader =
        new EngineDraftLoader(
            model,
            new DeviceOptions("cpu", Precision.FP32, 1),
            () -> "",
            EnumSet.allOf(ExpertKind.class));
    swapper =
        new DraftSwapper(stand.generations, stand.device, loader, metrics, new TreeShape(6, 3, 2));
    follower =
        new CheckpointFollower(
            new CheckpointFetcher(cache, trainer.address(), 1 << 24),
            cache,
            swapper,
            metrics,
            new CheckpointFollower.Backoff(5, 20));
  }

  @AfterEach
  void close() {
    follower.close();
    trainer.close();
    stand.close();
    model.close();
  }

  /** A draft of the target in the lineage "lineage", trained for that many steps. */
  private CheckpointManifest written(String id, long steps) throws IOException {
    var untrained = Checkpoints.write(target, dir.resolve("untrained"), id, 40);
    var manifest = untrained.manifest().withTraining("vsd", 1, "test", steps, 10 * steps);
    return steps == 0
        ? untrained.manifest()
        : untrained.renamed(manifest).write(dir.resolve("drafts").resolve(id)).manifest();
  }

  private byte[] weights(String id) throws IOException {
    return Files.readAllBytes(
        dir.resolve("drafts").resolve(id).resolve(DraftCheckpoint.WEIGHTS_FILE));
  }

  private void serve(CheckpointManifest manifest) throws Exception {
    trainer.hold(Checkpoints.onTheWire(manifest), weights(manifest.checkpointId()));
    follower.want(wish(manifest));
    awaitTrue(
        manifest.checkpointId() + " serves and is remembered",
        () -> active().equals(manifest.checkpointId()) && cache.lastGood().isPresent());
  }

  private static Wish wish(CheckpointManifest manifest) {
    var wanted = new WantedCheckpoint(manifest.checkpointId(), "", manifest);
    return new Wish(Optional.of(wanted), Set.of());
  }

  private static Wish plain(String lineage) {
    return new Wish(Optional.empty(), Set.of(lineage));
  }

  private String active() {
    return stand.generations.activeVersion();
  }

  @Test
  void decodesPlainlyOnceTheLineageOfItsDraftIsWithdrawnAlsoAfterARestart() throws Exception {
    serve(written("a", 8));
    follower.want(plain("another"));
    follower.want(plain("lineage"));
    awaitTrue("the draft is withdrawn", () -> active().isEmpty());
    awaitTrue("and not begun with again", () -> cache.lastGood().isEmpty());
    assertThat(swapper.record().swaps()).isEqualTo(1);
    serve(written("b", 16));
    assertThat(swapper.record().swaps()).isEqualTo(2);
  }

  @Test
  void keepsADraftOfAnotherLineageThanTheOneWithdrawn() throws Exception {
    serve(written("a", 8));
    follower.want(plain("another"));
    follower.want(wish(written("unreachable", 8)));
    awaitTrue("both wishes are heard", () -> !swapper.record().lastRefusal().isEmpty());
    assertThat(active()).isEqualTo("a");
    assertThat(cache.lastGood()).isPresent();
  }

  @Test
  void triesAgainWhatWasRefusedWhenItIsAnnouncedAgain() throws Exception {
    var manifest = written("a", 8);
    follower.want(wish(manifest));
    awaitTrue("unknown yet", () -> swapper.record().lastRefusal().contains("NOT_FOUND"));
    serve(manifest);
  }

  @Test
  void saysWhatItWaitsForWhileTheTrainerIsGone() throws Exception {
    serve(written("a", 8));
    trainer.close();
    follower.want(wish(written("b", 16)));
    awaitTrue("it is said", () -> swapper.record().postponed().contains("b is announced"));
    assertThat(swapper.record().postponed()).contains("UNAVAILABLE");
    assertThat(active()).isEqualTo("a");
    follower.want(plain("another"));
    awaitTrue("nothing is waited for", () -> swapper.record().postponed().isEmpty());
  }

  @Test
  void beginsNeitherWithADamagedNorWithAnUntrainedCachedDraft() throws Exception {
    serve(written("a", 8));
    var cached = dir.resolve("cache/checkpoints/a").resolve(DraftCheckpoint.WEIGHTS_FILE);
    assertThat(begins()).isEqualTo("a");
    Files.write(cached, new byte[0]);
    assertThat(begins()).isEqualTo("bundled");
    assertThat(cached).doesNotExist();

    var untrained = Checkpoints.write(target, dir.resolve("cache/checkpoints"), "made", 40);
    assertThat(untrained.manifest().neverLearned()).isTrue();
    Files.writeString(dir.resolve("cache/last-good"), "made");
    assertThat(begins()).isEqualTo("bundled");
  }

  private String begins() throws IOException {
    var bundled =
        List.of(Checkpoints.write(target, Files.createTempDirectory(dir, "b"), "bundled", 40));
    return CheckpointFollower.initial(cache, () -> Optional.of(bundled.getFirst()))
        .orElseThrow()
        .manifest()
        .checkpointId();
  }
}
