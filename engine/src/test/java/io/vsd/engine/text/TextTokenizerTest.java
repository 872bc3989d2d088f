package io.vsd.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vsd.engine.fixtures.RealModel;
import io.vsd.engine.weights.ModelDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TextTokenizerTest {
  private static ModelDirectory model;
  private static TextTokenizer tokenizer;

  @BeforeAll
  static void open() {
    model = RealModel.open();
    tokenizer = TextTokenizer.of(model);
  }

  @AfterAll
  static void close() {
    tokenizer.close();
    model.close();
  }

  static JsonNode golden(String name) throws IOException {
    try (InputStream in = TextTokenizerTest.class.getResourceAsStream("/text/" + name)) {
      return new ObjectMapper().readTree(Objects.requireNonNull(in, name));
    }
  }

  @Test
  void idsAreThoseOfTransformers() throws IOException {
    for (JsonNode entry : golden("smollm2-ids.json")) {
      String text = entry.path("text").asText();
      assertThat(tokenizer.encode(text)).as(text).containsExactly(ints(entry.path("ids")));
    }
  }

  @Test
  void piecesOfAStreamAddUpToTheWholeAndAreCutBetweenCharacters() throws IOException {
    for (JsonNode entry : golden("smollm2-ids.json")) {
      int[] ids = ints(entry.path("ids"));
      IncrementalDetokenizer stream = tokenizer.detokenizer();
      StringBuilder text = new StringBuilder();
      for (int id : ids) {
        String piece = stream.append(id);
        assertThat(piece).doesNotContain("\uFFFD");
        assertThat(endsInsideAPair(piece)).isFalse();
        text.append(piece);
      }
      assertThat(text.append(stream.finish())).hasToString(tokenizer.decode(ids));
    }
  }

  @Test
  void anyIdsAtAllStreamToTheTextOfTheWhole() {
    long seed = 20261123;
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      int[] ids = random.ints(random.nextInt(40), 0, 1000).toArray();
      IncrementalDetokenizer stream = tokenizer.detokenizer();
      StringBuilder text = new StringBuilder();
      for (int id : ids) {
        text.append(stream.append(id));
      }
      assertThat(text.append(stream.finish()))
          .as("seed %d round %d ids %s", seed, round, Arrays.toString(ids))
          .hasToString(tokenizer.decode(ids));
    }
  }

  @Test
  void longTextIsNeitherCutNorPadded() {
    String text = "the quick brown fox ".repeat(5000);
    int[] ids = tokenizer.encode(text);
    assertThat(ids.length).isGreaterThan(20_000);
    assertThat(tokenizer.decode(ids)).isEqualTo(text);
  }

  @Test
  void specialTokensAreRecognisedButNoneIsAddedAndDecodingLeavesThemOut() {
    int end = tokenizer.idOf("<|im_end|>").orElseThrow();
    assertThat(tokenizer.encode("")).isEmpty();
    assertThat(tokenizer.encode("<|im_end|>")).containsExactly(end);
    assertThat(tokenizer.decode(tokenizer.encode("a<|im_end|>b"))).isEqualTo("ab");
  }

  @Test
  void idsWithoutATokenAreKnownAsSuchAndEmptyText() {
    int a = tokenizer.idOf("a").orElseThrow();
    for (int id : new int[] {-1, tokenizer.size(), Integer.MAX_VALUE}) {
      assertThat(tokenizer.knows(id)).isFalse();
      assertThat(tokenizer.decode(new int[] {a, id, a})).isEqualTo("aa");
      assertThat(tokenizer.detokenizer().append(id)).isEmpty();
    }
  }

  @Test
  void finishedStreamsTakeNoMore() {
    IncrementalDetokenizer stream = tokenizer.detokenizer();
    stream.finish();
    assertThatThrownBy(() -> stream.append(20)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(stream::finish).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void somethingElseThanATokenizerIsRefused() {
    assertThatThrownBy(() -> TextTokenizer.ofJson("{}"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TextTokenizer.ofJson("nothing"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static boolean endsInsideAPair(String piece) {
    return !piece.isEmpty() && Character.isHighSurrogate(piece.charAt(piece.length() - 1));
  }

  static int[] ints(JsonNode array) {
    int[] values = new int[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).asInt();
    }
    return values;
  }
}
