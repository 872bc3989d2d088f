package io.vsd.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vsd.engine.draft.TinyDraft;
import io.vsd.engine.format.TensorType;
import io.vsd.engine.format.WeightSource;
import io.vsd.engine.weights.ModelConfig;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class DraftInitializerTest {

  private final ModelConfig target = TinyDraft.target();
  private final CheckpointManifest manifest =
      CheckpointManifest.initial("initial", "lineage", TinyDraft.identity(), "test");

  @Test
  void startsFromTheTargetsHeadNormAndLastLayer() {
    int h = target.hiddenSize();
    WeightSource weights = new Numbered();

    DraftCheckpoint draft = DraftInitializer.from(target, weights, new int[] {40, 3, 17}, manifest);

    assertThat(draft.draftTokens()).containsExactly(3, 17, 40);
    assertThat(draft.validate(TinyDraft.identity())).isEmpty();
    float[] embedding = weights.readFloats("model.embed_tokens.weight");
    assertThat(Arrays.copyOfRange(draft.weight(DraftLayout.HEAD), h, 2 * h))
        .isEqualTo(Arrays.copyOfRange(embedding, 17 * h, 18 * h));
    assertThat(draft.weight(DraftLayout.NORM)).isEqualTo(weights.readFloats("model.norm.weight"));
    assertThat(draft.weight(DraftLayout.HIDDEN_NORM))
        .isEqualTo(weights.readFloats("model.layers.7.input_layernorm.weight"));
    float[] q = draft.weight(DraftLayout.Q);
    float[] targetQ = weights.readFloats("model.layers.7.self_attn.q_proj.weight");
    assertThat(Arrays.copyOfRange(q, 2 * h, 3 * h)).containsOnly(0);
    assertThat(Arrays.copyOfRange(q, 3 * h, 4 * h))
        .isEqualTo(Arrays.copyOfRange(targetQ, h, 2 * h));
  }

  @Test
  void fcPassesTheLastFeatureThrough() {
    int h = target.hiddenSize();
    float[] fc =
        DraftInitializer.from(target, new Numbered(), new int[] {1}, manifest)
            .weight(DraftLayout.FC);

    for (int row = 0; row < h; row++) {
      for (int column = 0; column < 3 * h; column++) {
        assertThat(fc[row * 3 * h + column]).isEqualTo(column == 2 * h + row ? 1 : 0);
      }
    }
  }

  @Test
  void refusesAVocabularyWithAnUnknownOrRepeatedToken() {
    assertThatThrownBy(
            () -> DraftInitializer.from(target, new Numbered(), new int[] {1, 96}, manifest))
        .hasMessageContaining("token 96");
    assertThatThrownBy(
            () -> DraftInitializer.from(target, new Numbered(), new int[] {5, 2, 5}, manifest))
        .hasMessageContaining("token 5");
  }

  @Test
  void theMostFrequentTokensComeFirstAndTiesGoToTheLowerId() {
    long[] counts = {0, 5, 9, 5, 0, 1};

    assertThat(DraftVocabulary.mostFrequent(counts, 4)).containsExactly(2, 1, 3, 5);
    assertThat(DraftVocabulary.mostFrequent(counts, 6)).containsExactly(2, 1, 3, 5, 0, 4);
    assertThatThrownBy(() -> DraftVocabulary.mostFrequent(counts, 7))
        .hasMessageContaining("7 out of 6");
  }

  /** Weights whose values follow from name and index, all exact in fp16. */
  private final class Numbered implements WeightSource {
    @Override
    public Set<String> names() {
      return new TreeSet<>(Set.of("model.embed_tokens.weight", "model.norm.weight"));
    }

    @Override
    public long[] shape(String name) {
      int h = target.hiddenSize();
      if (name.endsWith("norm.weight")) {
        return new long[] {h};
      }
      return switch (name.substring(name.lastIndexOf('.', name.length() - 8) + 1)) {
        case "embed_tokens.weight" -> new long[] {target.vocabSize(), h};
        case "k_proj.weight", "v_proj.weight" ->
            new long[] {(long) target.numKvHeads() * target.headDim(), h};
        case "gate_proj.weight", "up_proj.weight" -> new long[] {target.intermediateSize(), h};
        case "down_proj.weight" -> new long[] {h, target.intermediateSize()};
        default -> new long[] {h, (long) target.numHeads() * target.headDim()};
      };
    }

    @Override
    public TensorType type(String name) {
      return TensorType.F32;
    }

    @Override
    public void readRows(String name, long from, long to, FloatBuffer out) {
      int width = Math.toIntExact(width(name));
      out.put(values(name), (int) from * width, (int) (to - from) * width);
    }

    private float[] values(String name) {
      float[] values = new float[DraftLayout.elements(shape(name))];
      for (int i = 0; i < values.length; i++) {
        values[i] = (Math.floorMod(name.hashCode(), 97) + i % 1009) / 1024f;
      }
      for (int i = 0; i < values.length; i++) {
        values[i] = Float.float16ToFloat(Float.floatToFloat16(values[i]));
      }
      return values;
    }

    @Override
    public void close() {}
  }
}
