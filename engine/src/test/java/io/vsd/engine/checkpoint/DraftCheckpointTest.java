package io.vsd.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vsd.engine.checkpoint.CheckpointManifest.ConsumedOffset;
import io.vsd.engine.checkpoint.CheckpointManifest.Evaluation;
import io.vsd.engine.draft.TinyDraft;
import io.vsd.engine.format.SafetensorsFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DraftCheckpointTest {

  @TempDir private Path tmp = Path.of("");

  @Test
  void readsBackWhatWasWritten() throws IOException {
    DraftCheckpoint made = TinyDraft.checkpoint(1);

    DraftCheckpoint written = made.write(tmp.resolve("a"));
    DraftCheckpoint read = DraftCheckpoint.read(tmp.resolve("a"));

    assertThat(read.manifest()).isEqualTo(written.manifest());
    assertThat(read.config()).isEqualTo(made.config());
    assertThat(read.draftTokens()).isEqualTo(made.draftTokens());
    assertThat(read.weights().keySet()).isEqualTo(DraftLayout.weightShapes(made.config()).keySet());
    made.weights().forEach((name, w) -> assertThat(read.weight(name)).isEqualTo(w));
    assertThat(read.manifest().weightsSha256()).hasSize(64);
    assertThat(read.manifest().tensors()).hasSize(15);
    assertThat(read.validate(TinyDraft.identity())).isEmpty();
  }

  @Test
  void theSameCheckpointAlwaysGivesTheSameBytes() throws IOException {
    TinyDraft.checkpoint(1).write(tmp.resolve("a"));
    DraftCheckpoint.read(tmp.resolve("a")).write(tmp.resolve("b"));

    for (String file :
        List.of(
            DraftCheckpoint.WEIGHTS_FILE,
            DraftCheckpoint.CONFIG_FILE,
            DraftCheckpoint.MANIFEST_FILE)) {
      assertThat(tmp.resolve("a").resolve(file)).hasSameBinaryContentAs(tmp.resolve("b/" + file));
    }
  }

  @Test
  void offsetsAndMaskLieInTheFileAsEagle3WantsThem() throws IOException {
    TinyDraft.checkpoint(1).write(tmp.resolve("a"));

    try (SafetensorsFile file = SafetensorsFile.open(tmp.resolve("a/draft.safetensors"))) {
      long[] d2t = file.readLongs("d2t");
      boolean[] t2d = file.readBooleans("t2d");
      for (int i = 0; i < d2t.length; i++) {
        assertThat(i + d2t[i]).isEqualTo(2 * i + 1);
      }
      for (int t = 0; t < t2d.length; t++) {
        assertThat(t2d[t]).isEqualTo(t % 2 == 1);
      }
    }
  }

  @Test
  void attachmentsAppearTogetherWithTheDirectoryAndDoNotDisturbReading() throws IOException {
    TinyDraft.checkpoint(1)
        .write(tmp.resolve("a"), Map.of("trainer.json", file -> Files.writeString(file, "{}")));

    assertThat(tmp.resolve("a/trainer.json")).hasContent("{}");
    assertThat(DraftCheckpoint.read(tmp.resolve("a")).manifest().checkpointId())
        .isEqualTo("draft-1");
  }

  @Test
  void aFailedWriteLeavesNoDirectoryAndDoesNotHinderTheNext() throws IOException {
    DraftCheckpoint made = TinyDraft.checkpoint(1);
    Attachment failing =
        file -> {
          throw new IOException("disk full");
        };

    assertThatThrownBy(() -> made.write(tmp.resolve("a"), Map.of("x", failing)))
        .hasMessage("disk full");

    assertThat(tmp.resolve("a")).doesNotExist();
    made.write(tmp.resolve("a"));
    try (var files = Files.list(tmp)) {
      assertThat(files).containsExactly(tmp.resolve("a"));
    }
  }

  @Test
  void aCheckpointIsNeverOverwritten() throws IOException {
    TinyDraft.checkpoint(1).write(tmp.resolve("a"));

    assertThatThrownBy(() -> TinyDraft.checkpoint(2).write(tmp.resolve("a")))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void aFetchedFileBecomesTheSameDirectory() throws IOException {
    DraftCheckpoint origin = TinyDraft.checkpoint(1).write(tmp.resolve("a"));
    Path fetched = Files.copy(tmp.resolve("a/draft.safetensors"), tmp.resolve("part"));

    DraftCheckpoint.install(tmp.resolve("b"), origin.manifest(), fetched);

    assertThat(DraftCheckpoint.read(tmp.resolve("b")).manifest()).isEqualTo(origin.manifest());
    assertThat(tmp.resolve("b/config.json")).hasSameBinaryContentAs(tmp.resolve("a/config.json"));
  }

  @Test
  void refusesToInstallAFileThatTheManifestDoesNotName() throws IOException {
    DraftCheckpoint origin = TinyDraft.checkpoint(1).write(tmp.resolve("a"));
    TinyDraft.checkpoint(2).write(tmp.resolve("other"));

    assertThatThrownBy(
            () ->
                DraftCheckpoint.install(
                    tmp.resolve("b"), origin.manifest(), tmp.resolve("other/draft.safetensors")))
        .isInstanceOf(InvalidCheckpointException.class)
        .hasMessageContaining("of the weights is");
    assertThat(tmp.resolve("b")).doesNotExist();
  }

  @Test
  void aPlainEagle3DirectoryIsReadWithoutManifest() throws Exception {
    Path golden =
        Path.of(
            Objects.requireNonNull(
                    DraftCheckpointTest.class.getResource("/io/vsd/engine/draft/golden"))
                .toURI());

    DraftCheckpoint head = DraftCheckpoint.read(golden);

    assertThat(head.manifest().checkpointId()).isEqualTo("golden");
    assertThat(head.manifest().weightsSha256()).hasSize(64);
    assertThat(head.config().draftVocabSize()).isEqualTo(24);
  }

  @Test
  void everyFieldOfTheManifestSurvivesJson() throws IOException {
    CheckpointManifest m =
        TinyDraft.checkpoint(1)
            .manifest()
            .child("next")
            .withTraining("vsd", 7, "abc", 40, 9000)
            .withProgress(
                List.of(new ConsumedOffset("vsd.speculation-rounds.v1", 0, 41)),
                new Evaluation(12, 340, 1.8, 1.6, 0.1, 0.3, "promoted", 1.95));

    assertThat(CheckpointManifest.fromJson(m.toJson())).isEqualTo(m);
    assertThat(m.parentId()).isEqualTo("draft-1");
    assertThat(m.toJson()).contains("\"target_fingerprint\"", "\"next_offset\" : 41");
  }

  @Test
  void theManifestHoldsEveryFieldOfTheContract() throws IOException {
    String proto =
        Files.readString(Path.of("../proto/src/main/proto/vsd/checkpoint/v1/checkpoint.proto"));
    String manifest = proto.substring(proto.indexOf("message Manifest {"));
    manifest = manifest.substring(0, manifest.indexOf('}'));
    String json = TinyDraft.checkpoint(1).manifest().toJson();

    var fields =
        java.util.regex.Pattern.compile("(\\w+) = \\d+;")
            .matcher(manifest)
            .results()
            .map(r -> r.group(1))
            .filter(name -> !name.equals("evaluation"))
            .toList();
    assertThat(fields).hasSize(17).allSatisfy(f -> assertThat(json).contains('"' + f + '"'));
  }
}
