package io.vsd.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** Streamed text against the library's decoding of the whole, for every kind of decoder. */
class DetokenizingTest {
  private static String streamed(TextTokenizer tokenizer, int[] ids) {
    IncrementalDetokenizer stream = tokenizer.detokenizer();
    StringBuilder text = new StringBuilder();
    for (int id : ids) {
      String piece = stream.append(id);
      assertThat(endsInsideACharacter(piece)).isFalse();
      text.append(piece);
    }
    return text.append(stream.finish()).toString();
  }

  private static boolean endsInsideACharacter(String piece) {
    return !piece.isEmpty() && Character.isHighSurrogate(piece.charAt(piece.length() - 1));
  }

  private static TextTokenizer tokenizer(String name) throws IOException {
    for (JsonNode kind : TextTokenizerTest.golden("detokenizing.json")) {
      if (kind.path("name").asText().equals(name)) {
        return TextTokenizer.ofJson(kind.path("tokenizer").toString());
      }
    }
    throw new IllegalArgumentException(name);
  }

  @Test
  void everyKindOfTokenizerStreamsToTheGoldenText() throws IOException {
    int kinds = 0;
    for (JsonNode kind : TextTokenizerTest.golden("detokenizing.json")) {
      try (TextTokenizer tokenizer = TextTokenizer.ofJson(kind.path("tokenizer").toString())) {
        for (JsonNode entry : kind.path("cases")) {
          int[] ids = TextTokenizerTest.ints(entry.path("ids"));
          assertThat(streamed(tokenizer, ids))
              .as("%s %s", kind.path("name"), entry.path("ids"))
              .isEqualTo(entry.path("text").asText());
        }
      }
      kinds++;
    }
    assertThat(kinds).isEqualTo(20);
  }

  @Test
  void anyIdsStreamToWhatTheLibraryDecodes() throws IOException {
    long seed = ThreadLocalRandom.current().nextLong();
    for (JsonNode kind : TextTokenizerTest.golden("detokenizing.json")) {
      byte[] json = kind.path("tokenizer").toString().getBytes(StandardCharsets.UTF_8);
      Random random = new Random(seed);
      try (TextTokenizer tokenizer =
              TextTokenizer.ofJson(new String(json, StandardCharsets.UTF_8));
          HuggingFaceTokenizer library =
              HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), Map.of())) {
        for (int round = 0; round < 400; round++) {
          // From all tokens, or from a few so that runs and repetitions come about.
          int from = random.nextInt(tokenizer.size());
          int to = random.nextBoolean() ? from + 1 + random.nextInt(4) : tokenizer.size() + 40;
          int[] ids =
              random.ints(random.nextInt(60), random.nextBoolean() ? from : 0, to).toArray();
          String whole = library.decode(Arrays.stream(ids).asLongStream().toArray(), true);
          assertThat(streamed(tokenizer, ids))
              .as("seed %d, %s, round %d: %s", seed, kind.path("name"), round, Arrays.toString(ids))
              .isEqualTo(whole)
              .isEqualTo(tokenizer.decode(ids));
        }
      }
    }
  }

  @Test
  void idsWithoutATokenAreEmptyTextAndTheReplyGoesOn() throws IOException {
    for (String name : new String[] {"byte-level BPE", "Unigram", "regular expression"}) {
      try (TextTokenizer tokenizer = tokenizer(name)) {
        int a = tokenizer.idOf("a").orElseThrow();
        int[] ids = {-1, a, tokenizer.size(), Integer.MAX_VALUE, a, Integer.MIN_VALUE};
        assertThat(streamed(tokenizer, ids)).isEqualTo(streamed(tokenizer, new int[] {a, a}));
      }
    }
  }

  @Test
  void textAfterInvalidBytesStreamsAtOnce() throws IOException {
    try (TextTokenizer tokenizer = tokenizer("SentencePiece BPE")) {
      int bad = tokenizer.idOf("<0xFF>").orElseThrow();
      int good = tokenizer.idOf("▁the").orElseThrow();
      IncrementalDetokenizer stream = tokenizer.detokenizer();
      assertThat(stream.append(good)).isEqualTo("the");
      assertThat(stream.append(bad)).isEmpty();
      assertThat(stream.append(good)).isEqualTo("\uFFFD the");
      assertThat(stream.append(good)).isEqualTo(" the");
      assertThat(stream.append(bad)).isEmpty();
      assertThat(stream.finish()).isEqualTo("\uFFFD");
    }
  }

  @Test
  void aTokenCostsTheSameHoweverLongTheReplyIs() throws IOException {
    for (String name : new String[] {"byte-level BPE", "SentencePiece BPE", "WordPiece"}) {
      try (TextTokenizer tokenizer = tokenizer(name)) {
        int[] ids = new Random(1).ints(500_000, 0, tokenizer.size()).toArray();
        // Quadratic cost would take hours.
        assertThat(streamed(tokenizer, ids)).hasSizeGreaterThan(500_000);
      }
    }
  }
}
