package io.vsd.engine.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.vsd.engine.fixtures.TinyGguf;
import io.vsd.engine.format.GgufFile;
import io.vsd.engine.format.JsonFiles;
import io.vsd.engine.format.MalformedWeightsException;
import io.vsd.engine.text.TextTokenizer;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Vocabularies that sentencepiece trained, in files that the Python package gguf wrote. */
class GgufSentencePieceTest {
  @TempDir Path temp;

  private static Path path(String name) throws URISyntaxException {
    return Path.of(
        Objects.requireNonNull(GgufSentencePieceTest.class.getResource("/text/spm/" + name))
            .toURI());
  }

  private static int[] ints(JsonNode array) {
    int[] values = new int[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).asInt();
    }
    return values;
  }

  @Test
  void idsAndTextsAreThoseOfSentencePieceAndTransformers() throws URISyntaxException {
    JsonNode golden = JsonFiles.read(path("ids.json"));
    assertThat(golden.size()).isEqualTo(4);
    for (var variant : golden.properties()) {
      try (GgufFile file = GgufFile.open(path(variant.getKey() + ".gguf"));
          TextTokenizer tokenizer = TextTokenizer.ofJson(GgufTokenizer.json(file))) {
        for (JsonNode entry : variant.getValue()) {
          String text = entry.path("text").asText();
          int[] ids = ints(entry.path("ids"));
          assertThat(tokenizer.encode(text)).as("%s: %s", variant.getKey(), text).isEqualTo(ids);
          assertThat(tokenizer.decode(ids))
              .as("%s: %s", variant.getKey(), text)
              .isEqualTo(entry.path("decoded").asText());
        }
      }
    }
  }

  @Test
  void controlTokensEndAnswersAndBytesAreText() throws URISyntaxException {
    try (GgufFile file = GgufFile.open(path("llama.gguf"));
        TextTokenizer tokenizer = TextTokenizer.ofJson(GgufTokenizer.json(file))) {
      int end = tokenizer.idOf("</s>").orElseThrow();
      assertThat(GgufEndTokens.of(file)).containsExactly(end);
      int[] party = tokenizer.encode("𓂀");
      assertThat(party.length).isGreaterThanOrEqualTo(4);
      assertThat(tokenizer.decode(party)).isEqualTo("𓂀");
    }
  }

  @Test
  void vocabulariesWithoutScoresOrOfAnotherKindAreRefusedByName() throws IOException {
    TinyGguf gguf =
        new TinyGguf()
            .with("tokenizer.ggml.model", "llama")
            .with("tokenizer.ggml.tokens", new String[] {"<unk>", "a"})
            .with("tokenizer.ggml.token_type", new int[] {2, 1});
    refused(gguf, "tokenizer.ggml.scores");
    for (String kind : new String[] {"bert", "t5", "rwkv", "plamo2", "none", ""}) {
      refused(gguf.with("tokenizer.ggml.model", kind), "tokenizer model '" + kind + "'");
    }
    refused(gguf.with("tokenizer.ggml.model", "gpt2"), "tokenizer.ggml.merges");
    gguf.with("tokenizer.ggml.merges", new String[0]);
    refused(gguf, "metadata lacks tokenizer.ggml.pre");
  }

  private void refused(TinyGguf gguf, String named) throws IOException {
    Path written = gguf.write(temp.resolve("refused.gguf"));
    try (GgufFile file = GgufFile.open(written)) {
      assertThatThrownBy(() -> GgufTokenizer.json(file))
          .isInstanceOf(MalformedWeightsException.class)
          .hasMessageContaining(named);
    }
    Files.delete(written);
  }
}
