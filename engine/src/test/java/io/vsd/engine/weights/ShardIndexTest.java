package io.vsd.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vsd.engine.fixtures.TinyModels;
import io.vsd.engine.fixtures.TinyWeights;
import io.vsd.engine.format.MalformedWeightsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Index and shards that disagree: what lies in none, in the wrong one or in one unseen. */
class ShardIndexTest {
  @TempDir Path temp;
  private Path dir = Path.of("");
  private final Map<String, String> index = new TreeMap<>();
  private final SequencedMap<String, TinyWeights.Tensor> tensors = new LinkedHashMap<>();

  /** An untied model whose head has a shard of its own. */
  @BeforeEach
  void shard() throws IOException {
    dir =
        TinyModels.write(
            temp.resolve("sharded"), new TinyModels.Shape("llama", 2, 24, 4, 2, 6, false), 3);
    TinyWeights.edit(dir, all -> all.names().forEach(n -> tensors.put(n, all.get(n))));
    tensors
        .keySet()
        .forEach(n -> index.put(n, shard(n.contains("lm_head") ? 3 : n.contains(".1.") ? 2 : 1)));
    Files.delete(dir.resolve("model.safetensors"));
    for (int i = 1; i <= 3; i++) {
      SequencedMap<String, TinyWeights.Tensor> part = new LinkedHashMap<>(tensors);
      String name = shard(i);
      part.keySet().removeIf(n -> !name.equals(index.get(n)));
      TinyWeights.write(dir.resolve(name), part);
    }
  }

  private static String shard(int i) {
    return "model-0000" + i + "-of-00003.safetensors";
  }

  private void open() throws IOException {
    Files.writeString(
        dir.resolve("model.safetensors.index.json"),
        new ObjectMapper().writeValueAsString(Map.of("weight_map", index)));
    ModelDirectory.open(dir).close();
  }

  private void refused(String... named) {
    assertThatThrownBy(this::open)
        .isInstanceOf(MalformedWeightsException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(named).doesNotContain("\n"));
  }

  @Test
  void aSoundIndexOpens() throws IOException {
    open();
  }

  @Test
  void aHeadThatOnlyTheShardHoldsIsNamed() throws IOException {
    SequencedMap<String, TinyWeights.Tensor> both = new LinkedHashMap<>(tensors);
    both.keySet().removeIf(n -> !n.contains(".1.") && !n.equals("lm_head.weight"));
    TinyWeights.write(dir.resolve(shard(2)), both);
    index.remove("lm_head.weight");
    refused("'lm_head.weight'", shard(2), "the index");
  }

  @Test
  void anEntryThatIsMissingNamesTensorAndShard() {
    index.remove("lm_head.weight");
    refused("'lm_head.weight'", "is missing");
    index.remove("model.layers.1.mlp.up_proj.weight");
    refused("'model.layers.1.mlp.up_proj.weight'", shard(2), "the index");
  }

  @Test
  void anEntryInTheWrongShardOrOfNoTensorIsNamed() {
    index.put("model.norm.weight", shard(2));
    refused("'model.norm.weight'", shard(2));
    index.put("model.norm.weight", shard(1));
    index.put("model.layers.1.extra.weight", shard(2));
    refused("'model.layers.1.extra.weight'", shard(2));
  }

  @Test
  void aMissingShardNamesOneOfItsTensors() throws IOException {
    Files.delete(dir.resolve(shard(3)));
    refused("'lm_head.weight'", shard(3) + " is missing");
  }
}
