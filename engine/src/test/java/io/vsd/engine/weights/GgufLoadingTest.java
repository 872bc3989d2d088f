package io.vsd.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vsd.engine.fixtures.TinyGguf;
import io.vsd.engine.format.MalformedWeightsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tensors and rotary settings of GGUF files: all used, all there, or refused by name. */
class GgufLoadingTest {
  @TempDir Path temp;

  private TinyGguf model() {
    return GgufMetadataTest.model("llama");
  }

  private ModelConfig config(TinyGguf gguf) throws IOException {
    try (ModelDirectory model = ModelDirectory.open(gguf.write(temp.resolve("m.gguf")))) {
      return model.config();
    }
  }

  private void refused(TinyGguf gguf, String... named) throws IOException {
    Path file = gguf.write(temp.resolve("refused.gguf"));
    assertThatThrownBy(() -> ModelDirectory.open(file).close())
        .isInstanceOf(MalformedWeightsException.class)
        .satisfies(e -> assertThat(e.getMessage()).contains(named).doesNotContain("\n"));
  }

  @Test
  void tensorsThatWouldGoUnusedAreNamed() throws IOException {
    for (String name :
        List.of(
            "blk.0.ffn_gate_exps.weight",
            "blk.0.ffn_gate_inp.weight",
            "blk.0.attn_q_norm.weight",
            "blk.0.post_ffw_norm.weight",
            "blk.0.attn_sinks.weight",
            "rope_factors_long.weight",
            "token_types.weight",
            "output.bias")) {
      refused(model().tensor(name, new long[] {8}, new float[8]), name);
    }
    refused(model().tensor("blk.1.attn_norm.weight", new long[] {8}, new float[8]), "2 layers");
    refused(model().with("llama.block_count", 2), "1 layers", "2");
  }

  @Test
  void biasesOfOneKindAreAllThereOrRefused() throws IOException {
    refused(model().tensor("blk.0.attn_k.bias", new long[] {4}, new float[4]), "q_proj.bias");
    ModelConfig output =
        config(model().tensor("blk.0.attn_output.bias", new long[] {8}, new float[8]));
    assertThat(output.biases()).isEqualTo(new ProjectionBiases(false, true, false));
    refused(
        GgufMetadataTest.model("qwen2").tensor("blk.0.attn_q.bias", new long[] {6}, new float[6]),
        "'model.layers.0.self_attn.q_proj.bias'",
        "(the file's name: blk.0.attn_q.bias)",
        "[6]",
        "[8]");
  }

  @Test
  void shapesThatTheMetadataDoesNotMeanAreNamed() throws IOException {
    refused(model().with("llama.feed_forward_length", 24), "gate_proj.weight", "[16, 8]");
    refused(
        model().tensor("output.weight", new long[] {301, 8}, new float[301 * 8]),
        "'lm_head.weight'",
        "301 rows",
        "300");
  }

  @Test
  void aWeightThatIsNoNumberIsNamedWhenItIsRead() throws IOException {
    float[] norm = new float[8];
    norm[3] = Float.NaN;
    Path file =
        model().tensor("output_norm.weight", new long[] {8}, norm).write(temp.resolve("nan.gguf"));
    try (ModelDirectory model = ModelDirectory.open(file)) {
      assertThatThrownBy(() -> model.weights().readFloats("model.norm.weight"))
          .isInstanceOf(MalformedWeightsException.class)
          .hasMessageContaining("'model.norm.weight': holds NaN at element 3");
    }
  }

  @Test
  void scalingOfTheRotationIsReadUnderOldKeysAndNew() throws IOException {
    assertThat(config(model().with("llama.rope.scale_linear", 4f)).ropeScaling())
        .isEqualTo(new RopeScaling.Linear(4));
    assertThat(config(model().with("llama.rope.scaling.factor", 4f)).ropeScaling())
        .isEqualTo(new RopeScaling.Linear(4));
    TinyGguf linear =
        model().with("llama.rope.scaling.type", "linear").with("llama.rope.scaling.factor", 2f);
    assertThat(config(linear).ropeScaling()).isEqualTo(new RopeScaling.Linear(2));
    assertThat(config(model().with("llama.rope.scaling.type", "none")).ropeScaling()).isNull();
    TinyGguf yarn =
        model()
            .with("llama.rope.scaling.type", "yarn")
            .with("llama.rope.scaling.factor", 4f)
            .with("llama.rope.scaling.original_context_length", 32);
    assertThat(config(yarn).ropeScaling())
        .isEqualTo(new RopeScaling.Yarn(4, 32, 32, 1, 0.1 * StrictMath.log(4) + 1, true));
  }

  @Test
  void whatTheForwardPassDoesNotComputeIsNamed() throws IOException {
    Map<String, Object> settings =
        Map.of(
            "llama.expert_count",
            8,
            "llama.rope.dimension_count",
            2,
            "llama.rope.scaling.type",
            "longrope",
            "llama.attn_logit_softcapping",
            50f,
            "llama.logit_scale",
            0.1f,
            "llama.attention.sliding_window",
            64,
            "llama.attention.value_length",
            8,
            "llama.attention.clamp_kqv",
            8f);
    for (Map.Entry<String, Object> setting : settings.entrySet()) {
      TinyGguf gguf = model().with("llama.attention.key_length", 4);
      refused(gguf.with(setting.getKey(), setting.getValue()), setting.getKey());
    }
    assertThat(config(model().with("llama.attention.sliding_window", 128)).numLayers())
        .as("a window over all positions hides nothing")
        .isEqualTo(1);
  }

  @Test
  void llama3DivisorsOfAnyTrainedLengthAreRefound() throws IOException {
    RopeScaling.Llama3 scaling = new RopeScaling.Llama3(8, 1, 4, 512);
    float[] divisors = new float[2];
    for (int i = 0; i < 2; i++) {
      double frequency = Math.pow(1e6, -2.0 * i / 4);
      divisors[i] = (float) (frequency / scaling.scale(frequency));
    }
    RopeScaling read =
        config(model().tensor("rope_freqs.weight", new long[] {2}, divisors)).ropeScaling();
    assertThat(RotaryFrequencies.of(4, 1e6, read).radians())
        .isEqualTo(RotaryFrequencies.of(4, 1e6, scaling).radians());
    refused(
        model()
            .tensor("rope_freqs.weight", new long[] {2}, divisors)
            .with("llama.rope.scale_linear", 2f),
        "rope_freqs.weight");
  }
}
