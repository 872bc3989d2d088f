package io.vsd.trainer.transcripts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vsd.engine.checkpoint.CheckpointManifest;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.expert.ExpertKind;
import io.vsd.engine.expert.LearnedExperts;
import io.vsd.engine.expert.Mixture;
import io.vsd.engine.fixtures.TinyModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TranscriptTrainingTest {

  @TempDir Path directory;

  private final List<String> lines = new ArrayList<>();
  private Path model;
  private Path transcripts;

  @BeforeEach
  void writeModelAndTranscripts() throws IOException {
    model = TinyModels.llama(directory.resolve("model"), 5);
    Random random = new Random(6);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      text.append(
          "{\"id\":\"t%d\",\"domain\":\"qa\",\"temperature\":0,\"prompt_ids\":%s,\"answer_ids\":%s}\n"
              .formatted(i, ids(4, random), ids(10 + i % 4, random)));
    }
    transcripts = Files.writeString(directory.resolve("transcripts.jsonl"), text.toString());
  }

  private static List<Integer> ids(int n, Random random) {
    return random.ints(n, 3, 40).boxed().toList();
  }

  @Test
  void trainsJudgesAndWritesACheckpointWithItsManifest() throws Exception {
    DraftCheckpoint made = run("tiny", Map.of("held-out", "2"));

    DraftCheckpoint read = DraftCheckpoint.read(directory.resolve("tiny"));
    CheckpointManifest manifest = read.manifest();
    assertThat(manifest).isEqualTo(made.manifest());
    assertThat(manifest.checkpointId()).isEqualTo("tiny");
    assertThat(manifest.objective()).isEqualTo("eagle3");
    assertThat(manifest.optimizerSteps()).isEqualTo(3);
    assertThat(manifest.trainedTokens()).isPositive();
    assertThat(manifest.evaluation()).isNotNull();
    assertThat(read.config().draftVocabSize()).isEqualTo(20);
    assertThat(lines)
        .anyMatch(l -> l.contains("tokens/s") && l.contains("agreement"))
        .anyMatch(l -> l.startsWith("acceptance length by nodes"));
  }

  @Test
  void theCheckpointHoldsATableAndTrustFittedToAnswersOfTheTarget() throws Exception {
    Path prompts =
        Files.writeString(
            directory.resolve("prompts.jsonl"),
            "{\"id\":\"p1\",\"prompt\":\"one\"}\n{\"id\":\"t3\",\"prompt\":\"learned from\"}\n");
    DraftCheckpoint made =
        run("tabled", Map.of("table-sessions", "1", "trust-prompts", prompts.toString()));

    LearnedExperts experts =
        DraftCheckpoint.read(directory.resolve("tabled")).experts().orElseThrow();
    assertThat(experts.table().entries()).isGreaterThan(100);
    assertThat(experts.mixture()).isNotEqualTo(Mixture.untrained());
    assertThat(experts.mixture().greedy().networked().gate().trust(ExpertKind.NETWORK))
        .isEqualTo(
            made.experts()
                .orElseThrow()
                .mixture()
                .greedy()
                .networked()
                .gate()
                .trust(ExpertKind.NETWORK));
    assertThat(lines).anyMatch(l -> l.endsWith("answers to 1 prompts"));
  }

  @Test
  void expertsAreLearnedBesideANetworkThatIsLeftAsItIs() throws Exception {
    DraftCheckpoint network = run("network", Map.of());
    DraftCheckpoint tabled =
        run(
            "tabled",
            Map.of(
                "from",
                directory.resolve("network").toString(),
                "max-tokens",
                "0",
                "table-sessions",
                "1",
                "held-out",
                "2"));

    assertThat(tabled.weights()).usingRecursiveComparison().isEqualTo(network.weights());
    assertThat(tabled.experts()).isPresent();
    assertThat(tabled.manifest().parentId()).isEqualTo("network");
    assertThat(tabled.manifest().optimizerSteps()).isEqualTo(network.manifest().optimizerSteps());
    assertThat(lines).anyMatch(l -> l.startsWith("with [LOOKUP]"));
  }

  @Test
  void theSameFileOptionsAndSeedGiveTheSameWeights() throws Exception {
    DraftCheckpoint first = run("first", Map.of());
    DraftCheckpoint second = run("second", Map.of());

    assertThat(second.manifest().weightsSha256()).isEqualTo(first.manifest().weightsSha256());
  }

  @Test
  void aRunThatGoesOnFromAnIntermediateCheckpointSeesOnlyWhatIsLeft() throws Exception {
    run("whole", Map.of("checkpoint-tokens", "40", "max-tokens", "90"));

    DraftCheckpoint resumed =
        run("resumed", Map.of("from", firstWithin("whole"), "max-tokens", "90"));

    endedLike(resumed, DraftCheckpoint.read(directory.resolve("whole")));
  }

  @Test
  void aStoppedRunWritesWhatItLearnedAndCanGoOnFromThere() throws Exception {
    DraftCheckpoint whole = run("whole", Map.of());
    TranscriptTraining stopped = training("stopped", Map.of());
    stopped.stop();

    assertThatThrownBy(stopped::run).isInstanceOf(InterruptedException.class);

    assertThat(directory.resolve("stopped")).doesNotExist();
    endedLike(run("resumed", Map.of("from", firstWithin("stopped"))), whole);
  }

  private static void endedLike(DraftCheckpoint resumed, DraftCheckpoint whole) {
    assertThat(resumed.manifest().trainedTokens()).isEqualTo(whole.manifest().trainedTokens());
    assertThat(resumed.manifest().optimizerSteps()).isEqualTo(whole.manifest().optimizerSteps());
  }

  /** The earliest intermediate checkpoint of a run. */
  private String firstWithin(String run) throws IOException {
    try (var all = Files.list(directory)) {
      return all.filter(p -> p.getFileName().toString().startsWith(run + "-"))
          .min(java.util.Comparator.comparingLong(TranscriptTrainingTest::tokens))
          .orElseThrow()
          .toString();
    }
  }

  private static long tokens(Path checkpoint) {
    String name = checkpoint.getFileName().toString();
    return Long.parseLong(name.substring(name.lastIndexOf('-') + 1));
  }

  @Test
  void refusesAnOutputThatExists() throws IOException {
    Files.createDirectories(directory.resolve("taken"));

    assertThatThrownBy(() -> run("taken", Map.of()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("exists already");
  }

  @Test
  void namesOptionsThatAreUnknownOrMissing() {
    assertThatThrownBy(() -> TranscriptMain.parse(new String[] {"--what", "1"}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--what");
    assertThatThrownBy(() -> TranscriptMain.parse(new String[] {"--out"}))
        .hasMessageContaining("--out needs a value");
    assertThatThrownBy(() -> TranscriptMain.options(Map.of("out", "x")))
        .hasMessageContaining("--transcripts is missing");
  }

  private DraftCheckpoint run(String name, Map<String, String> changes) throws Exception {
    return training(name, changes).run();
  }

  private TranscriptTraining training(String name, Map<String, String> changes) {
    Map<String, String> values =
        new HashMap<>(
            Map.of(
                "transcripts",
                transcripts.toString(),
                "model",
                model.toString(),
                "out",
                directory.resolve(name).toString(),
                "compute",
                "fp32",
                "draft-vocabulary",
                "20",
                "batch-size",
                "4",
                "held-out",
                "0",
                "checkpoint-tokens",
                "0",
                "law-size",
                "4"));
    values.putAll(changes);
    return new TranscriptTraining(TranscriptMain.options(values), lines::add);
  }
}
