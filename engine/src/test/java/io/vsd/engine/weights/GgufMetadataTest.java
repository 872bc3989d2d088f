package io.vsd.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vsd.engine.fixtures.TinyGguf;
import io.vsd.engine.fixtures.TinyTokenizer;
import io.vsd.engine.format.MalformedWeightsException;
import io.vsd.engine.text.TextTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Families, splitters and refusals beyond the one real file, on files written here. */
class GgufMetadataTest {
  @TempDir Path temp;

  /** A model of one layer, width 8, 2 query heads on 1 of width 4, whose q rows are numbered. */
  static TinyGguf model(String family) {
    float[] rows = new float[64];
    for (int i = 0; i < 64; i++) {
      rows[i] = Math.floorDiv(i, 8);
    }
    TinyGguf gguf =
        new TinyGguf()
            .with("general.architecture", family)
            .with(family + ".block_count", 1)
            .with(family + ".context_length", 128)
            .with(family + ".embedding_length", 8)
            .with(family + ".feed_forward_length", 16)
            .with(family + ".attention.head_count", 2)
            .with(family + ".attention.head_count_kv", 1)
            .with(family + ".rope.freq_base", 1000000f)
            .with(family + ".attention.layer_norm_rms_epsilon", 1e-6f)
            .with("tokenizer.ggml.eos_token_id", 2)
            .with("tokenizer.ggml.eot_token_id", 0)
            .tensor("token_embd.weight", new long[] {300, 8}, new float[2400])
            .tensor("output_norm.weight", new long[] {8}, new float[8])
            .tensor("blk.0.attn_norm.weight", new long[] {8}, new float[8])
            .tensor("blk.0.attn_q.weight", new long[] {8, 8}, rows)
            .tensor("blk.0.attn_k.weight", new long[] {4, 8}, new float[32])
            .tensor("blk.0.attn_v.weight", new long[] {4, 8}, new float[32])
            .tensor("blk.0.attn_output.weight", new long[] {8, 8}, new float[64])
            .tensor("blk.0.ffn_norm.weight", new long[] {8}, new float[8])
            .tensor("blk.0.ffn_gate.weight", new long[] {16, 8}, new float[128])
            .tensor("blk.0.ffn_up.weight", new long[] {16, 8}, new float[128])
            .tensor("blk.0.ffn_down.weight", new long[] {8, 16}, new float[128]);
    return switch (family) {
      case "qwen2" ->
          gguf.tensor("blk.0.attn_q.bias", new long[] {8}, new float[8])
              .tensor("blk.0.attn_k.bias", new long[] {4}, new float[4])
              .tensor("blk.0.attn_v.bias", new long[] {4}, new float[4]);
      case "qwen3" ->
          gguf.tensor("blk.0.attn_q_norm.weight", new long[] {4}, new float[4])
              .tensor("blk.0.attn_k_norm.weight", new long[] {4}, new float[4]);
      default -> gguf;
    };
  }

  private TinyGguf tokenizer(TinyGguf gguf, String pre) throws IOException {
    JsonNode json = new ObjectMapper().readTree(TinyTokenizer.json()).path("model");
    String[] tokens = new String[json.path("vocab").size() + 1];
    json.path("vocab").properties().forEach(e -> tokens[e.getValue().asInt()] = e.getKey());
    tokens[tokens.length - 1] = "[PAD300]";
    int[] types = new int[tokens.length];
    Arrays.fill(types, 1);
    Arrays.fill(types, 0, 3, 3);
    types[tokens.length - 1] = 5;
    List<String> merges = new ArrayList<>();
    json.path("merges").forEach(m -> merges.add(m.get(0).asText() + " " + m.get(1).asText()));
    return gguf.with("tokenizer.ggml.model", "gpt2")
        .with("tokenizer.ggml.pre", pre)
        .with("tokenizer.ggml.tokens", tokens)
        .with("tokenizer.ggml.merges", merges.toArray(new String[0]))
        .with("tokenizer.ggml.token_type", types);
  }

  @Test
  void onlyLlamaRowsAreStoredInterleaved() throws IOException {
    for (String family : List.of("llama", "qwen2", "qwen3")) {
      Path file = model(family).write(temp.resolve(family + ".gguf"));
      try (ModelDirectory model = ModelDirectory.open(file)) {
        assertThat(model.config().family()).isEqualTo(family);
        assertThat(model.config().ropeTheta()).isEqualTo(1e6);
        assertThat(model.config().rmsNormEps()).isEqualTo(1e-6);
        assertThat(model.config().eosTokenIds()).containsExactly(2, 0);
        assertThat(model.config().tiedEmbeddings()).isTrue();
        float[] rows = model.weights().readFloats("model.layers.0.self_attn.q_proj.weight");
        List<Integer> order = new ArrayList<>();
        for (int row = 0; row < 8; row++) {
          order.add((int) rows[8 * row]);
        }
        assertThat(order)
            .isEqualTo(
                family.equals("llama")
                    ? List.of(0, 2, 1, 3, 4, 6, 5, 7)
                    : List.of(0, 1, 2, 3, 4, 5, 6, 7));
      }
    }
  }

  @Test
  void qwenFeaturesAreSeenInTheTensors() throws IOException {
    Path file =
        model("qwen3")
            .with("qwen3.attention.key_length", 4)
            .tensor("blk.0.attn_q.bias", new long[] {8}, new float[8])
            .tensor("blk.0.attn_k.bias", new long[] {4}, new float[4])
            .tensor("blk.0.attn_v.bias", new long[] {4}, new float[4])
            .tensor("output.weight", new long[] {300, 8}, new float[2400])
            .write(temp.resolve("x.gguf"));
    try (ModelDirectory model = ModelDirectory.open(file)) {
      assertThat(model.config().biases().queryKeyValue()).isTrue();
      assertThat(model.config().qkNorm()).isTrue();
      assertThat(model.config().tiedEmbeddings()).isFalse();
      assertThat(model.weights().names())
          .contains("lm_head.weight", "model.layers.0.self_attn.q_norm.weight");
    }
  }

  @Test
  void llama3ScalingIsRefoundFromItsDivisors() throws IOException {
    RopeScaling.Llama3 scaling = new RopeScaling.Llama3(32, 1, 4, 8192);
    float[] divisors = new float[2];
    for (int i = 0; i < 2; i++) {
      double frequency = Math.pow(1e10, -2.0 * i / 4);
      divisors[i] = (float) (frequency / scaling.scale(frequency));
    }
    TinyGguf gguf =
        model("llama")
            .with("llama.rope.freq_base", 1e10f)
            .tensor("rope_freqs.weight", new long[] {2}, divisors);
    try (ModelDirectory model = ModelDirectory.open(gguf.write(temp.resolve("a.gguf")))) {
      assertThat(model.config().ropeScaling()).isEqualTo(scaling);
    }
    gguf.tensor("rope_freqs.weight", new long[] {2}, 2f, 5f);
    Path odd = gguf.write(temp.resolve("b.gguf"));
    assertThatThrownBy(() -> ModelDirectory.open(odd).close())
        .isInstanceOf(MalformedWeightsException.class)
        .hasMessageContaining("rope_freqs.weight");
  }

  @Test
  void otherArchitecturesScalingsAndMissingKeysAreRefused() throws IOException {
    refused(model("llama").with("general.architecture", "gemma2"), "'gemma2'");
    refused(model("llama").with("llama.rope.scaling.type", "longrope"), "'longrope'");
    refused(model("llama").with("llama.block_count", "many"), "llama.block_count");
    refused(new TinyGguf().with("general.architecture", "llama"), "llama.embedding_length");
  }

  private void refused(TinyGguf gguf, String named) throws IOException {
    Path file = gguf.write(temp.resolve("refused.gguf"));
    assertThatThrownBy(() -> ModelDirectory.open(file).close())
        .isInstanceOf(MalformedWeightsException.class)
        .hasMessageContaining(named);
  }

  @Test
  void endTokensAreKnownByTheirTextTooIfTheyAreControlTokens() throws IOException {
    String[] tokens = {"<|end_of_text|>", "x", "<|eot_id|>", "<|im_end|>", "</s>", "<|eom_id|>"};
    TinyGguf gguf =
        model("llama")
            .with("tokenizer.ggml.tokens", tokens)
            .with("tokenizer.ggml.token_type", new int[] {3, 3, 3, 1, 4, 3})
            .with("tokenizer.ggml.eos_token_id", 5)
            .with("tokenizer.ggml.eot_token_id", -1)
            .with("tokenizer.ggml.eom_token_id", 7);
    try (ModelDirectory model = ModelDirectory.open(gguf.write(temp.resolve("ends.gguf")))) {
      assertThat(model.config().eosTokenIds()).containsExactly(5, 0, 2);
      assertThat(model.specialToken("eos_token")).contains("<|eom_id|>");
    }
  }

  @Test
  void splittersCutTextAsTransformersDoes() throws IOException {
    JsonNode golden;
    try (InputStream in = GgufMetadataTest.class.getResourceAsStream("/text/splitters.json")) {
      golden = new ObjectMapper().readTree(Objects.requireNonNull(in));
    }
    for (String pre : List.of("llama-bpe", "qwen2")) {
      Path file = tokenizer(model("llama"), pre).write(temp.resolve(pre + ".gguf"));
      try (ModelDirectory model = ModelDirectory.open(file);
          HuggingFaceTokenizer words = words(model.tokenizerJson())) {
        for (JsonNode entry : golden.path(pre)) {
          String text = entry.path("text").asText();
          List<String> expected = new ArrayList<>();
          entry.path("pieces").forEach(p -> expected.add(p.asText()));
          assertThat(pieces(words, text)).as("%s on %s", pre, text).isEqualTo(expected);
        }
      }
    }
  }

  /** The same tokenizer, but with a model that gives each piece of the splitter as it is. */
  private static HuggingFaceTokenizer words(String tokenizerJson) throws IOException {
    var json = (ObjectNode) new ObjectMapper().readTree(tokenizerJson);
    json.putArray("added_tokens");
    json.putNull("normalizer");
    json.putNull("decoder");
    var model = json.putObject("model").put("type", "WordLevel").put("unk_token", "?");
    model.putObject("vocab").put("?", 0);
    byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
    return HuggingFaceTokenizer.newInstance(
        new ByteArrayInputStream(bytes), Map.of("addSpecialTokens", "false"));
  }

  private static List<String> pieces(HuggingFaceTokenizer words, String text) {
    List<String> pieces = new ArrayList<>();
    int[] codePoints = text.codePoints().toArray();
    for (var span : words.encode(text, false, false).getCharTokenSpans()) {
      int length = span.getEnd() - span.getStart();
      pieces.add(new String(codePoints, span.getStart(), length));
    }
    return pieces;
  }

  @Test
  void tokenizersFromMetadataEncodeAndLeaveUnusedTokensOut() throws IOException {
    for (String pre : List.of("smollm", "gpt-2", "llama-bpe", "qwen2", "deepseek-r1-qwen")) {
      Path file = tokenizer(model("llama"), pre).write(temp.resolve("t.gguf"));
      try (ModelDirectory model = ModelDirectory.open(file);
          TextTokenizer tokenizer = TextTokenizer.of(model)) {
        int[] ids = tokenizer.encode("<|im_start|>the and of 12 é 🎉");
        assertThat(ids).startsWith(1);
        assertThat(tokenizer.decode(ids)).isEqualTo("the and of 12 é 🎉");
        assertThat(tokenizer.size()).isEqualTo(300);
        assertThat(tokenizer.idOf("[PAD300]")).isEmpty();
      }
    }
  }

  @Test
  void unknownTokenizersAreRefusedByName() throws IOException {
    TinyGguf unknownSplitter = tokenizer(model("llama"), "some-new-one");
    TinyGguf unigram = tokenizer(model("llama"), "gpt-2").with("tokenizer.ggml.model", "t5");
    for (var entry :
        Map.of("'some-new-one'", unknownSplitter, "'t5' is not supported", unigram).entrySet()) {
      Path file = entry.getValue().write(temp.resolve("t.gguf"));
      try (ModelDirectory model = ModelDirectory.open(file)) {
        assertThatThrownBy(model::tokenizerJson)
            .isInstanceOf(MalformedWeightsException.class)
            .hasMessageContaining(entry.getKey());
      }
    }
  }
}
