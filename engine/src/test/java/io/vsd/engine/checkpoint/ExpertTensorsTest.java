package io.vsd.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vsd.engine.draft.TinyDraft;
import io.vsd.engine.expert.ExpertKind;
import io.vsd.engine.expert.LearnedExperts;
import io.vsd.engine.expert.Mixture;
import io.vsd.engine.expert.NgramCounter;
import io.vsd.engine.expert.NgramTable;
import io.vsd.engine.format.SafetensorsFile;
import io.vsd.engine.format.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExpertTensorsTest {
  @TempDir private Path tmp = Path.of("");

  private static LearnedExperts experts() {
    NgramCounter counter = new NgramCounter(10_000);
    for (int i = 0; i < 20; i++) {
      counter.add(TinyDraft.tokens(40, i), 1);
    }
    return new LearnedExperts(counter.table(1, Long.MAX_VALUE), Mixture.untrained());
  }

  @Test
  void readsBackTheExpertsThatWereWritten() throws IOException {
    DraftCheckpoint made = TinyDraft.checkpoint(1).withExperts(experts());
    DraftCheckpoint written = made.write(tmp.resolve("a"));
    DraftCheckpoint read = DraftCheckpoint.read(tmp.resolve("a"));

    same(read.experts().orElseThrow(), experts());
    assertThat(read.manifest()).isEqualTo(written.manifest());
    assertThat(read.validate(TinyDraft.identity())).isEmpty();
    assertThat(read.hasNetwork()).isTrue();
    assertThat(read.manifest().tensors())
        .extracting(CheckpointManifest.TensorEntry::name)
        .contains("experts.table.3.contexts", "experts.greedy.alone.gate.lookup");
    same(
        read.withWeights(read.weights(), read.manifest().child("b")).experts().orElseThrow(),
        experts());
    assertThat(TinyDraft.checkpoint(1).experts()).isEmpty();
  }

  private static void same(LearnedExperts a, LearnedExperts b) {
    assertThat(a.table().levels())
        .usingRecursiveFieldByFieldElementComparator()
        .isEqualTo(b.table().levels());
    for (ExpertKind kind : ExpertKind.values()) {
      assertThat(a.mixture().sampled().networked().gate().trust(kind))
          .isEqualTo(b.mixture().sampled().networked().gate().trust(kind));
    }
    assertThat(a.mixture().greedy().alone().reliability().accepted())
        .isEqualTo(b.mixture().greedy().alone().reliability().accepted());
    assertThat(a.mixture().greedy().gain().curves())
        .isDeepEqualTo(b.mixture().greedy().gain().curves());
  }

  @Test
  void aCheckpointWithoutANetworkAndOneWithoutATableAreLegal() throws IOException {
    DraftCheckpoint network = TinyDraft.checkpoint(1);
    DraftCheckpoint.withoutNetwork(network.manifest(), network.config(), experts())
        .write(tmp.resolve("table"));
    DraftCheckpoint tableOnly = DraftCheckpoint.read(tmp.resolve("table"));
    assertThat(tableOnly.hasNetwork()).isFalse();
    assertThat(tableOnly.validate(TinyDraft.identity())).isEmpty();

    network
        .withExperts(new LearnedExperts(NgramTable.empty(), Mixture.untrained()))
        .write(tmp.resolve("network"));
    DraftCheckpoint networkOnly = DraftCheckpoint.read(tmp.resolve("network"));
    assertThat(networkOnly.experts().orElseThrow().table().isEmpty()).isTrue();
    assertThat(networkOnly.validate(TinyDraft.identity())).isEmpty();
  }

  @Test
  void faultyExpertsAreRefusedByName() throws IOException {
    refused(
        "experts.table.2.tokens",
        new int[] {96},
        "n-gram table, contexts of 2: token 96 is outside the vocabulary");
    refused("experts.table.1.counts", new int[] {-4}, "n-gram table, contexts of 1: a count is -4");
    refused(
        "experts.table.1.contexts",
        new int[] {95},
        "n-gram table, contexts of 1: context 1 is not behind the one before it");
  }

  /** Overwrites the first numbers of a tensor and hides the change from the hash. */
  private void refused(String tensor, int[] first, String fault) throws IOException {
    Path dir = tmp.resolve(tensor);
    TinyDraft.checkpoint(1).withExperts(experts()).write(dir);
    Path weights = dir.resolve(DraftCheckpoint.WEIGHTS_FILE);
    SafetensorsWriter changed = new SafetensorsWriter();
    try (SafetensorsFile file = SafetensorsFile.open(weights)) {
      changed.metadata(file.metadata());
      for (String name : file.names()) {
        byte[] bytes = file.readBytes(name);
        if (name.equals(tensor)) {
          for (int i = 0; i < first.length; i++) {
            for (int b = 0; b < 4; b++) {
              bytes[4 * i + b] = (byte) (first[i] >> (8 * b));
            }
          }
        }
        changed.addRaw(name, file.type(name), file.shape(name), bytes);
      }
    }
    changed.write(weights);
    Files.delete(dir.resolve(DraftCheckpoint.MANIFEST_FILE));
    assertThatThrownBy(() -> DraftCheckpoint.read(dir))
        .isInstanceOfSatisfying(
            InvalidCheckpointException.class,
            refusal ->
                assertThat(refusal.problems())
                    .isEqualTo(List.of(new CheckpointProblem.MalformedExperts(fault))));
  }

  @Test
  void aMissingPartIsNamed() throws IOException {
    Path dir = tmp.resolve("part");
    TinyDraft.checkpoint(1).withExperts(experts()).write(dir);
    Path weights = dir.resolve(DraftCheckpoint.WEIGHTS_FILE);
    SafetensorsWriter changed = new SafetensorsWriter();
    try (SafetensorsFile file = SafetensorsFile.open(weights)) {
      changed.metadata(Map.of("config", file.metadata().get("config")));
      for (String name : file.names()) {
        if (!name.equals("experts.sampled.alone.gate.table")) {
          changed.addRaw(name, file.type(name), file.shape(name), file.readBytes(name));
        }
      }
    }
    changed.write(weights);
    Files.delete(dir.resolve(DraftCheckpoint.MANIFEST_FILE));
    assertThatThrownBy(() -> DraftCheckpoint.read(dir))
        .isInstanceOf(InvalidCheckpointException.class)
        .hasMessageContaining("experts.sampled.alone.gate.table");
  }
}
