package io.vsd.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vsd.engine.checkpoint.CheckpointProblem.AbsoluteDraftVocabulary;
import io.vsd.engine.checkpoint.CheckpointProblem.DraftTokenOutOfRange;
import io.vsd.engine.checkpoint.CheckpointProblem.DuplicateDraftToken;
import io.vsd.engine.checkpoint.CheckpointProblem.MaskDisagrees;
import io.vsd.engine.checkpoint.CheckpointProblem.OtherTarget;
import io.vsd.engine.draft.TinyDraft;
import io.vsd.engine.format.SafetensorsFile;
import io.vsd.engine.format.SafetensorsWriter;
import io.vsd.engine.format.TensorType;
import io.vsd.engine.weights.ModelConfig;
import io.vsd.engine.weights.ProjectionBiases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One fault each, made in the file, and the problem that names it. */
class CheckpointFaultsTest {

  @TempDir private Path tmp = Path.of("");

  private Path sound = Path.of("");

  @BeforeEach
  void writeASoundCheckpoint() throws IOException {
    sound = tmp.resolve("sound");
    TinyDraft.checkpoint(1).write(sound);
  }

  /** Rewrites the file through an editor of (name, shape, writer) and drops the manifest. */
  private List<CheckpointProblem> faultsAfter(Edit edit) throws IOException {
    Path dir = Files.createDirectories(tmp.resolve("faulty"));
    try (SafetensorsFile file = SafetensorsFile.open(sound.resolve("draft.safetensors"))) {
      SafetensorsWriter w = new SafetensorsWriter();
      for (String name : file.names()) {
        edit.copy(file, name, w);
      }
      w.write(dir.resolve("draft.safetensors"));
    }
    Files.copy(sound.resolve("config.json"), dir.resolve("config.json"));
    return DraftCheckpoint.read(dir).validate(TinyDraft.identity());
  }

  private interface Edit {
    void copy(SafetensorsFile file, String name, SafetensorsWriter w);
  }

  private static void plain(SafetensorsFile file, String name, SafetensorsWriter w) {
    switch (file.type(name)) {
      case I64 -> w.add(name, file.shape(name), file.readLongs(name));
      case BOOL -> w.add(name, file.shape(name), file.readBooleans(name));
      default -> w.add(name, TensorType.F16, file.shape(name), file.readFloats(name));
    }
  }

  private static Edit editingMap(BiConsumer<long[], boolean[]> edit) {
    return (file, name, w) -> {
      long[] d2t = file.readLongs("d2t");
      boolean[] t2d = file.readBooleans("t2d");
      edit.accept(d2t, t2d);
      if (name.equals("d2t")) {
        w.add(name, file.shape(name), d2t);
      } else if (name.equals("t2d")) {
        w.add(name, file.shape(name), t2d);
      } else {
        plain(file, name, w);
      }
    };
  }

  @Test
  void aSoundFileHasNone() throws IOException {
    assertThat(faultsAfter(CheckpointFaultsTest::plain)).isEmpty();
  }

  @Test
  void namesAMissingTensor() throws IOException {
    List<CheckpointProblem> faults =
        faultsAfter(
            (file, name, w) -> {
              if (!name.equals("midlayer.mlp.up_proj.weight")) {
                plain(file, name, w);
              }
            });

    assertThat(messages(faults)).containsExactly("tensor midlayer.mlp.up_proj.weight is missing");
  }

  @Test
  void namesATensorThatTheNetworkHasNoPlaceFor() throws IOException {
    List<CheckpointProblem> faults =
        faultsAfter(
            (file, name, w) -> {
              plain(file, name, w);
              if (name.equals("fc.weight")) {
                w.add("fc_norm.0.weight", TensorType.F16, new long[] {1}, new float[] {1});
                w.add("embed_tokens.weight", TensorType.F16, new long[] {1}, new float[] {1});
              }
            });

    assertThat(messages(faults))
        .containsExactly("tensor fc_norm.0.weight belongs to no supported draft network");
  }

  @Test
  void refusesAConfigWhoseNetworkIsAnother() throws IOException {
    Path config = sound.resolve("config.json");
    Files.writeString(config, Files.readString(config).replace("{", "{\"norm_output\": true,"));

    assertThatThrownBy(() -> DraftCheckpoint.read(sound))
        .hasMessageContaining("config.json: norm_output true is not supported");
  }

  @Test
  void namesATensorOfTheWrongShape() throws IOException {
    List<CheckpointProblem> faults =
        faultsAfter(
            (file, name, w) -> {
              if (name.equals("fc.weight")) {
                w.add(name, TensorType.F16, new long[] {96, 32}, file.readFloats(name));
              } else {
                plain(file, name, w);
              }
            });

    assertThat(messages(faults))
        .containsExactly("tensor fc.weight has shape [96, 32], expected [32, 96]");
  }

  @Test
  void namesTheElementThatIsNotANumber() throws IOException {
    List<CheckpointProblem> faults =
        faultsAfter(
            (file, name, w) -> {
              float[] values = name.equals("norm.weight") ? file.readFloats(name) : new float[0];
              if (values.length > 0) {
                values[5] = Float.NaN;
                w.add(name, TensorType.F16, file.shape(name), values);
              } else {
                plain(file, name, w);
              }
            });

    assertThat(messages(faults)).containsExactly("tensor norm.weight holds NaN at element 5");
  }

  @Test
  void tellsAbsoluteTargetIdsFromOffsets() throws IOException {
    List<CheckpointProblem> faults =
        faultsAfter(
            editingMap(
                (d2t, t2d) -> {
                  for (int i = 0; i < d2t.length; i++) {
                    d2t[i] += i;
                  }
                }));

    assertThat(faults).hasSize(1).first().isInstanceOf(AbsoluteDraftVocabulary.class);
    assertThat(messages(faults).getFirst()).contains("absolute target ids", "offsets");
  }

  @Test
  void namesTwoDraftTokensForOneTargetToken() throws IOException {
    assertThat(faultsAfter(editingMap((d2t, t2d) -> d2t[3] = d2t[2] - 1)))
        .containsExactly(new DuplicateDraftToken(2, 3, 5));
  }

  @Test
  void namesADraftTokenOutsideTheVocabulary() throws IOException {
    assertThat(faultsAfter(editingMap((d2t, t2d) -> d2t[47] = 49)))
        .containsExactly(new DraftTokenOutOfRange(47, 96, 96));
  }

  @Test
  void namesATokenThatOnlyTheMaskKnows() throws IOException {
    assertThat(faultsAfter(editingMap((d2t, t2d) -> t2d[4] = true)))
        .containsExactly(new MaskDisagrees(4, true));
  }

  @Test
  void namesATokenThatTheMaskLacks() throws IOException {
    assertThat(faultsAfter(editingMap((d2t, t2d) -> t2d[7] = false)))
        .containsExactly(new MaskDisagrees(7, false));
  }

  @Test
  void namesAnotherTokenizerFeatureLayersAndHiddenSize() throws IOException {
    ModelConfig other =
        new ModelConfig(
            "llama",
            12,
            64,
            48,
            4,
            2,
            8,
            100,
            4096,
            10000,
            1e-5,
            true,
            ProjectionBiases.NONE,
            false,
            new int[] {0},
            OptionalInt.empty(),
            null);

    List<CheckpointProblem> faults =
        DraftCheckpoint.read(sound).validate(new TargetIdentity(other, "mine", "fingerprint"));

    assertThat(messages(faults))
        .contains(
            "tokenizer hash is tokenizer, the target's is mine",
            "feature layers are [2, 4, 5], the target serves [2, 6, 9]",
            "hidden_size is 32, the target's is 64",
            "vocab_size is 96, the target's is 100");
    assertThat(faults).allMatch(CheckpointProblem::fatal);
  }

  @Test
  void anotherTargetIsAWarningOnly() throws IOException {
    List<CheckpointProblem> problems =
        DraftCheckpoint.read(sound)
            .validate(new TargetIdentity(TinyDraft.target(), "tokenizer", "quantised sibling"));

    assertThat(problems).containsExactly(new OtherTarget("quantised sibling", "fingerprint"));
    assertThat(problems).noneMatch(CheckpointProblem::fatal);
  }

  @Test
  void aPublicHeadsPositionLimitIsAWarning() throws IOException {
    Path config = sound.resolve("config.json");
    Files.writeString(config, Files.readString(config).replace(": 4096", ": 2048"));

    assertThat(DraftCheckpoint.read(sound).validate(TinyDraft.identity()))
        .containsExactly(new CheckpointProblem.PositionLimit(2048, 4096))
        .noneMatch(CheckpointProblem::fatal);
  }

  @Test
  void namesADraftVocabularyThatTheManifestDoesNotMean() throws IOException {
    Path manifest = sound.resolve("manifest.json");
    String hash = DraftCheckpoint.read(sound).manifest().draftVocabHash();
    Files.writeString(manifest, Files.readString(manifest).replace(hash, "0".repeat(64)));

    assertThat(messages(DraftCheckpoint.read(sound).validate(TinyDraft.identity())))
        .containsExactly(
            "draft vocabulary hash is " + hash + ", the manifest says " + "0".repeat(64));
  }

  private static List<String> messages(List<CheckpointProblem> problems) {
    return problems.stream().map(CheckpointProblem::message).toList();
  }
}
