package io.vsd.engine.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import io.vsd.engine.weights.ModelDirectory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * Text to token ids and back, by the model's own tokenizer. Safe for use by several threads until
 * it is closed.
 */
public final class TextTokenizer implements AutoCloseable {
  private static final Map<String, String> OPTIONS =
      Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");

  private final HuggingFaceTokenizer tokenizer;
  private final TokenTable table;

  private TextTokenizer(HuggingFaceTokenizer tokenizer, TokenTable table) {
    this.tokenizer = tokenizer;
    this.table = table;
  }

  /** The tokenizer of a model. */
  public static TextTokenizer of(ModelDirectory model) {
    return ofJson(model.tokenizerJson());
  }

  /**
   * A tokenizer from the text of a {@code tokenizer.json}.
   *
   * @throws IllegalArgumentException if it is not one
   */
  public static TextTokenizer ofJson(String json) {
    TokenTable table = TokenTable.parse(json);
    try (var in = new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8))) {
      return new TextTokenizer(HuggingFaceTokenizer.newInstance(in, OPTIONS), table);
    } catch (IOException | RuntimeException e) {
      throw new IllegalArgumentException("not a tokenizer.json: " + e.getMessage(), e);
    }
  }

  /** Token ids of a text. Special tokens written in the text are recognised, none is added. */
  public int[] encode(String text) {
    if (text.isEmpty()) {
      return new int[0];
    }
    long[] ids = tokenizer.encode(text, false, false).getIds();
    int[] out = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      out[i] = Math.toIntExact(ids[i]);
    }
    return out;
  }

  /**
   * Text of token ids, special tokens and ids without a token left out; bytes that are no UTF-8
   * become U+FFFD. It is what the library {@code tokenizers} decodes.
   */
  public String decode(int[] ids) {
    IncrementalDetokenizer stream = detokenizer();
    StringBuilder text = new StringBuilder();
    for (int id : ids) {
      text.append(stream.append(id));
    }
    return text.append(stream.finish()).toString();
  }

  /** Whether the id stands for a token. */
  public boolean knows(int id) {
    return table.knows(id);
  }

  /** One more than the largest id. */
  public int size() {
    return table.size();
  }

  /** The id of a token by its exact text, such as {@code <|im_end|>}. */
  public Optional<Integer> idOf(String token) {
    return table.idOf(token);
  }

  /** A detokenizer for one stream of ids. */
  public IncrementalDetokenizer detokenizer() {
    IncrementalDetokenizer.Stream stream =
        table
            .decoder()
            .<IncrementalDetokenizer.Stream>map(steps -> new PieceStream(table, steps.open()))
            .orElseGet(() -> new HeldStream(ids -> tokenizer.decode(ids, true)));
    return new IncrementalDetokenizer(table, stream);
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
