package io.vsd.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vsd.engine.fixtures.TinyGguf;
import io.vsd.engine.format.GgufFile;
import io.vsd.engine.format.GgufSplit;
import io.vsd.engine.format.MalformedWeightsException;
import io.vsd.engine.format.Sha256;
import io.vsd.engine.hub.HubFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models in several files, as gguf-split writes them. */
class GgufSplitTest {
  @TempDir Path temp;

  private static TinyGguf part(int no, int count, int tensors) {
    return new TinyGguf()
        .with("split.no", no)
        .with("split.count", count)
        .with("split.tensors.count", tensors);
  }

  /** Three parts of a model of eleven tensors; the first has the metadata and no tensor. */
  private List<Path> write(String name) throws IOException {
    TinyGguf second = part(1, 3, 11);
    for (String norm : List.of("output_norm", "blk.0.attn_norm", "blk.0.ffn_norm")) {
      second.tensor(norm + ".weight", new long[] {8}, new float[8]);
    }
    TinyGguf third = part(2, 3, 11);
    matrix(third, "token_embd", 8, 8);
    for (String projection : List.of("attn_q", "attn_k", "attn_v", "attn_output")) {
      matrix(third, "blk.0." + projection, 8, 8);
    }
    matrix(third, "blk.0.ffn_gate", 16, 8);
    matrix(third, "blk.0.ffn_up", 16, 8);
    matrix(third, "blk.0.ffn_down", 8, 16);
    return List.of(
        part(0, 3, 11)
            .with("general.architecture", "llama")
            .with("llama.block_count", 1)
            .with("llama.context_length", 128)
            .with("llama.embedding_length", 8)
            .with("llama.feed_forward_length", 16)
            .with("llama.attention.head_count", 2)
            .write(temp.resolve(name + "-00001-of-00003.gguf")),
        second.write(temp.resolve(name + "-00002-of-00003.gguf")),
        third.write(temp.resolve(name + "-00003-of-00003.gguf")));
  }

  private static void matrix(TinyGguf gguf, String name, int rows, int columns) {
    float[] values = new float[rows * columns];
    values[0] = 7;
    gguf.tensor(name + ".weight", new long[] {rows, columns}, values);
  }

  private void refused(Path path, String... named) {
    assertThatThrownBy(() -> GgufFile.open(path).close())
        .isInstanceOf(MalformedWeightsException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(named));
  }

  @Test
  void anyPartOpensTheWholeModel() throws IOException {
    for (Path part : write("m")) {
      try (GgufFile file = GgufFile.open(part)) {
        assertThat(file.names()).hasSize(11).contains("output_norm.weight", "token_embd.weight");
        assertThat(file.readFloats("blk.0.attn_v.weight")[0]).isEqualTo(7);
        assertThat(file.text("general.architecture")).contains("llama");
      }
    }
  }

  @Test
  void theHashCoversAllPartsInOrder() throws IOException {
    List<Path> parts = write("m");
    MessageDigest digest = Sha256.digest();
    parts.forEach(part -> Sha256.update(digest, part));
    try (GgufFile file = GgufFile.open(parts.get(1))) {
      assertThat(file.paths()).isEqualTo(parts);
    }
    try (ModelDirectory model = ModelDirectory.open(parts.getLast())) {
      assertThat(model.weightsHash()).isEqualTo(Sha256.hex(digest));
    }
  }

  @Test
  void theDirectoryOfOneSplitModelIsThatModel() throws IOException {
    List<Path> parts = write("m");
    assertThat(GgufSplit.models(parts)).containsExactly(parts.getFirst());
    List<String> names = parts.stream().map(part -> part.getFileName().toString()).toList();
    assertThat(HubFiles.needed("org/m", names)).isEqualTo(names);
    try (ModelDirectory model = ModelDirectory.open(temp)) {
      assertThat(model.config().vocabSize()).isEqualTo(8);
    }
    write("other");
    assertThatThrownBy(() -> ModelDirectory.open(temp).close())
        .hasMessageContaining("holds 2 GGUF models");
  }

  @Test
  void aMissingPartIsNamed() throws IOException {
    List<Path> parts = write("m");
    Files.delete(parts.get(1));
    refused(parts.get(0), "m-00002-of-00003.gguf is missing");
    Files.delete(parts.get(0));
    refused(parts.get(2), "m-00001-of-00003.gguf is missing");
    assertThatThrownBy(() -> ModelDirectory.open(temp).close())
        .hasMessageContaining("m-00001-of-00003.gguf is missing");
  }

  @Test
  void exchangedAndRenamedPartsAreNamed() throws IOException {
    List<Path> parts = write("m");
    Path kept = Files.move(parts.get(1), temp.resolve("kept"));
    Files.move(parts.get(2), parts.get(1));
    Files.move(kept, parts.get(2));
    refused(parts.get(0), "m-00002-of-00003.gguf", "named as part 2", "split.no is 2");
    Path renamed = Files.move(parts.get(0), temp.resolve("first.gguf"));
    refused(renamed, "first.gguf", "one of 3 parts", "-00001-of-00003.gguf");
  }

  @Test
  void partsOfOtherModelsAreNamed() throws IOException {
    List<Path> parts = write("m");
    part(2, 3, 9).tensor("x", new long[] {1}, 1f).write(parts.get(2));
    refused(parts.get(0), "m-00003-of-00003.gguf: belongs to another model", "split.tensors.count");

    part(2, 3, 11).tensor("output_norm.weight", new long[] {1}, 1f).write(parts.get(2));
    refused(parts.get(0), "'output_norm.weight'", "earlier part");

    part(2, 3, 11).tensor("x", new long[] {1}, 1f).write(parts.get(2));
    refused(parts.get(0), "4 tensors together, the model has 11");

    Path plain = new TinyGguf().tensor("x", new long[] {1}, 1f).write(temp.resolve("plain.gguf"));
    Files.move(plain, parts.get(2), StandardCopyOption.REPLACE_EXISTING);
    refused(parts.get(0), "m-00003-of-00003.gguf: belongs to another model", "not there");
  }
}
