package io.vsd.trainer.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.checkpoint.DraftLayout;
import io.vsd.engine.checkpoint.TargetIdentity;
import io.vsd.trainer.fixtures.TinyTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineageStartTest {

  @TempDir Path directory;
  private TinyTarget target;

  @BeforeEach
  void prepare() {
    target = TinyTarget.in(directory.resolve("model"));
  }

  @Test
  void startsALineageOnceAndThenGoesOnWithIt() throws IOException {
    var first = open(target.identity(), target.draft());
    assertThat(first.entries()).hasSize(1);
    assertThat(first.newest().orElseThrow().manifest().lineage())
        .isEqualTo(
            LineageStart.name(
                target.identity().fingerprint(), target.draft().manifest().draftVocabHash()));
    assertThat(open(target.identity(), target.draft()).entries()).hasSize(1);
  }

  @Test
  void letsOnlyADraftServeThatAnOperatorChose() throws IOException {
    var made =
        new LineageStart(target.identity(), target::draft, false)
            .open(directory.resolve("made"), 2)
            .newest()
            .orElseThrow();
    assertThat(made.state().stableId()).isEmpty();
    assertThat(made.manifest().neverLearned()).isTrue();
    var given = open(target.identity(), target.draft()).newest().orElseThrow();
    assertThat(given.state().stableId()).isEqualTo(given.id());
  }

  @Test
  void opensALineageOfItsOwnForASiblingOfTheTarget() throws IOException {
    TargetIdentity sibling =
        new TargetIdentity(target.config(), target.identity().tokenizerHash(), "0123456789abcdef");
    var registry = open(sibling, target.draft());
    var manifest = registry.newest().orElseThrow().manifest();
    assertThat(manifest.lineage()).startsWith("01234567-");
    assertThat(manifest.targetFingerprint()).isEqualTo(target.identity().fingerprint());
  }

  @Test
  void namesTheTensorThatHoldsNaN() {
    Map<String, float[]> weights = target.draft().weights();
    weights.getOrDefault(DraftLayout.FC, new float[0])[3] = Float.NaN;
    DraftCheckpoint broken = target.draft().withWeights(weights, target.draft().manifest());
    assertThatThrownBy(() -> open(target.identity(), broken))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(DraftLayout.FC)
        .hasMessageContaining("NaN");
  }

  @Test
  void namesAnotherTokenizer() {
    TargetIdentity other = new TargetIdentity(target.config(), "other", "f");
    assertThatThrownBy(() -> open(other, target.draft()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("tokenizer");
  }

  @Test
  void refusesWeightsWithAnotherHash() throws IOException {
    Path draft = directory.resolve("draft");
    target.draft().write(draft);
    Path file = draft.resolve(DraftCheckpoint.WEIGHTS_FILE);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length - 1] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(
            () ->
                new LineageStart(target.identity(), () -> DraftCheckpoint.read(draft), true)
                    .open(directory.resolve("registry"), 2))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("SHA-256");
  }

  private io.vsd.trainer.registry.CheckpointRegistry open(
      TargetIdentity identity, DraftCheckpoint draft) throws IOException {
    return new LineageStart(identity, () -> draft, true).open(directory.resolve("registry"), 2);
  }
}
