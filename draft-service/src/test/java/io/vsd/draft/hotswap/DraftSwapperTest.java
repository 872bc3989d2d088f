package io.vsd.draft.hotswap;

import static io.vsd.draft.fixtures.Await.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vsd.draft.drafting.DraftPort;
import io.vsd.draft.drafting.DraftSessionPort;
import io.vsd.draft.fixtures.Checkpoints;
import io.vsd.draft.fixtures.DraftStand;
import io.vsd.draft.fixtures.FakeTrainer;
import io.vsd.draft.fixtures.NoDraft;
import io.vsd.draft.hotswap.CheckpointRefusedException.Reason;
import io.vsd.draft.metrics.DraftMetrics;
import io.vsd.draft.model.EngineDraftLoader;
import io.vsd.engine.checkpoint.CheckpointManifest;
import io.vsd.engine.checkpoint.CheckpointProblem;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.checkpoint.DraftInitializer;
import io.vsd.engine.checkpoint.TargetIdentity;
import io.vsd.engine.expert.ExpertKind;
import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.model.Precision;
import io.vsd.engine.tokentree.TreeShape;
import io.vsd.engine.weights.ModelDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real drafts of a tiny model. */
class DraftSwapperTest {

  private static final TreeShape SHAPE = new TreeShape(6, 3, 2);

  @TempDir Path dir;
  private final DraftStand stand = new DraftStand();
  private final DraftMetrics metrics = new DraftMetrics(new SimpleMeterRegistry());
  private Path target;
  private ModelDirectory model;
  private EngineDraftLoader loader;
  private DraftSwapper swapper;

  @BeforeEach
  void prepare() {
    target = Checkpoints.target(dir);
    model = ModelDirectory.open(target);
    loader =
        new EngineDraftLoader(
            model,
            new DeviceOptions("cpu", Precision.FP32, 1),
            () -> "",
            EnumSet.allOf(ExpertKind.class));
    swapper = new DraftSwapper(stand.generations, stand.device, loader, metrics, SHAPE);
  }

  @AfterEach
  void close() {
    stand.close();
    model.close();
  }

  private DraftCheckpoint draft(String id, int vocabulary) throws IOException {
    return Checkpoints.write(target, dir.resolve("drafts"), id, vocabulary);
  }

  private DraftCheckpoint altered(CheckpointManifest manifest, String weight, float value) {
    try (var model = ModelDirectory.open(target)) {
      var good = DraftInitializer.from(model, IntStream.range(0, 40).toArray(), manifest);
      if (weight.isEmpty()) {
        return good;
      }
      var weights = new HashMap<>(good.weights());
      Objects.requireNonNull(weights.get(weight))[3] = value;
      return good.withWeights(weights, manifest);
    }
  }

  private CheckpointManifest manifest(String id) {
    try (var model = ModelDirectory.open(target)) {
      return CheckpointManifest.initial(id, "lineage", TargetIdentity.of(model), "test");
    }
  }

  private void refuses(Reason reason, DraftCheckpoint checkpoint, String... messageParts) {
    var before = stand.generations.activeVersion();
    assertThat(swapper.swapTo(checkpoint)).isFalse();
    assertThat(swapper.record().lastRefusal()).contains(messageParts);
    assertThat(swapper.record().lastReason()).contains(reason);
    assertThat(stand.generations.activeVersion()).isEqualTo(before);
  }

  @Test
  void swapsFromDraftToDraftAndCounts() throws Exception {
    assertThat(swapper.beginWith(draft("first", 40))).isTrue();
    assertThat(swapper.record().swaps()).as("to begin with a draft is no swap").isZero();
    assertThat(swapper.swapTo(altered(manifest("second"), "norm.weight", 0.5f))).isTrue();
    assertThat(stand.generations.activeVersion()).isEqualTo("second");
    assertThat(swapper.record().swaps()).isEqualTo(1);
    assertThat(swapper.record().lastRefusal()).isEmpty();
  }

  @Test
  void refusesNotANumberAndNamesTheTensor() throws Exception {
    swapper.swapTo(draft("first", 40));
    refuses(
        Reason.NOT_FINITE,
        altered(manifest("nan"), "fc.weight", Float.NaN),
        "nan",
        "fc.weight",
        "NaN");
    refuses(
        Reason.NOT_FINITE,
        altered(manifest("inf"), "lm_head.weight", Float.POSITIVE_INFINITY),
        "inf",
        "lm_head");
  }

  @Test
  void refusesAnotherTokenizerAndSaysWhich() throws Exception {
    var m = manifest("tok");
    var other =
        new CheckpointManifest(
            m.checkpointId(),
            "",
            m.lineage(),
            m.targetFingerprint(),
            "othertokenizer",
            "",
            "",
            0,
            List.of(),
            "vsd",
            0,
            "",
            0,
            List.of(),
            null,
            m.hiddenSize(),
            m.featureLayers(),
            0);
    refuses(Reason.MISMATCH, altered(other, "", 0), "tokenizer", "othertokenizer");
  }

  @Test
  void refusesOtherFeatureLayersAndSaysWhich() {
    var m = manifest("layers");
    var other =
        new CheckpointManifest(
            m.checkpointId(),
            "",
            m.lineage(),
            m.targetFingerprint(),
            m.tokenizerHash(),
            "",
            "",
            0,
            List.of(),
            "vsd",
            0,
            "",
            0,
            List.of(),
            null,
            m.hiddenSize(),
            List.of(1, 1, 1),
            0);
    refuses(Reason.MISMATCH, altered(other, "", 0), "[1, 1, 1]");
  }

  @Test
  void refusesAnotherDraftVocabularyInTheSameLineage() throws Exception {
    swapper.swapTo(draft("first", 40));
    refuses(Reason.MISMATCH, draft("second", 41), "draft vocabulary", "lineage");
  }

  @Test
  void refusesADraftOfAnotherWidth() throws Exception {
    var wide =
        io.vsd.engine.fixtures.TinyModels.write(
            dir.resolve("wide"),
            new io.vsd.engine.fixtures.TinyModels.Shape("llama", 5, 64, 8, 2, 8, true),
            5);
    refuses(
        Reason.SHAPE,
        Checkpoints.write(wide, dir.resolve("wide-drafts"), "wide", 40),
        "hidden_size",
        "64");
  }

  @Test
  void servesADraftOfASiblingTargetWithAWarning() {
    var m = manifest("sibling").inLineage("sibling", "anothertarget");
    assertThat(swapper.swapTo(altered(m, "", 0))).isTrue();
    assertThat(swapper.record().warnings()).singleElement().asString().contains("anothertarget");
  }

  @Test
  void refusesADraftThatLoadsButDoesNotDraft() throws Exception {
    var broken =
        new DraftLoader() {
          @Override
          public List<CheckpointProblem> problems(DraftCheckpoint checkpoint) {
            return List.of();
          }

          @Override
          public DraftPort load(DraftCheckpoint checkpoint) {
            return new NoDraft() {
              @Override
              public String version() {
                return "broken";
              }

              @Override
              public DraftSessionPort open(int maxTokens) {
                throw new IllegalStateException("no memory on the device");
              }
            };
          }

          @Override
          public int featureRowBytes() {
            return 6;
          }
        };
    var other = new DraftSwapper(stand.generations, stand.device, broken, metrics, SHAPE);
    assertThat(other.swapTo(draft("broken", 40))).isFalse();
    assertThat(other.record().lastRefusal()).contains("no memory on the device");
    assertThat(stand.generations.activeVersion()).isEmpty();
  }

  @Test
  void followsTheLatestWishAndRetriesWhatCannotBeReachedYet() throws Exception {
    var cache = new CheckpointCache(dir.resolve("cache"));
    var first = draft("ck-a", 40).manifest();
    var registry = new CheckpointWeights(dir.resolve("drafts"));
    try (var trainer = new FakeTrainer();
        var follower =
            new CheckpointFollower(
                new CheckpointFetcher(cache, trainer.address(), 1 << 24),
                cache,
                swapper,
                metrics,
                new CheckpointFollower.Backoff(5, 20))) {
      trainer.breakAt = 2000;
      trainer.hold(Checkpoints.onTheWire(first), registry.of("ck-a"));
      follower.want(serving(new WantedCheckpoint("ck-a", "", first)));
      awaitTrue("ck-a serves", () -> stand.generations.activeVersion().equals("ck-a"));
      assertThat(trainer.offsets).as("broken once, gone on").hasSize(2);
      awaitTrue("ck-a is remembered", () -> cache.lastGood().isPresent());

      // Another vocabulary in the same lineage: refused, and the wish after it is still served.
      var refused = draft("ck-b", 41).manifest();
      trainer.hold(Checkpoints.onTheWire(refused), registry.of("ck-b"));
      follower.want(serving(new WantedCheckpoint("ck-b", "", refused)));
      awaitTrue("ck-b is refused", () -> swapper.record().lastRefusal().contains("ck-b"));
      assertThat(stand.generations.activeVersion()).isEqualTo("ck-a");
      var third = altered(manifest("ck-c"), "norm.weight", 0.5f).write(dir.resolve("drafts/ck-c"));
      trainer.hold(Checkpoints.onTheWire(third.manifest()), registry.of("ck-c"));
      follower.want(serving(new WantedCheckpoint("ck-c", trainer.address(), third.manifest())));
      awaitTrue("ck-c serves", () -> stand.generations.activeVersion().equals("ck-c"));
    }
  }

  private static Wish serving(WantedCheckpoint checkpoint) {
    return new Wish(Optional.of(checkpoint), Set.of());
  }

  private record CheckpointWeights(Path drafts) {
    byte[] of(String id) throws IOException {
      return Files.readAllBytes(drafts.resolve(id).resolve(DraftCheckpoint.WEIGHTS_FILE));
    }
  }
}
