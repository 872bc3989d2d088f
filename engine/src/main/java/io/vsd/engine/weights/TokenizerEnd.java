package io.vsd.engine.weights;

import com.fasterxml.jackson.databind.JsonNode;
import io.vsd.engine.format.JsonFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The end token of a Hugging Face tokenizer. Models that were tuned for chat after their
 * configuration was written often name the token that ends their turns here only.
 */
final class TokenizerEnd {
  private TokenizerEnd() {}

  /**
   * Adds the tokenizer's end token to those that the model's configuration lists.
   *
   * @param text the token, or null where the tokenizer has none
   * @param rows of the embedding; an id beyond them can never be generated
   */
  static int[] append(int[] listed, Path directory, @Nullable String text, int rows) {
    Optional<Integer> id =
        text == null ? Optional.empty() : idOf(directory, text).filter(i -> i >= 0 && i < rows);
    if (id.isEmpty() || Arrays.stream(listed).anyMatch(i -> i == id.get())) {
      return listed;
    }
    int[] all = Arrays.copyOf(listed, listed.length + 1);
    all[listed.length] = id.get();
    return all;
  }

  private static Optional<Integer> idOf(Path directory, String text) {
    JsonNode decoder =
        JsonFiles.read(directory.resolve("tokenizer_config.json")).path("added_tokens_decoder");
    for (Map.Entry<String, JsonNode> added : decoder.properties()) {
      if (added.getKey().matches("\\d{1,9}")
          && added.getValue().path("content").asText().equals(text)) {
        return Optional.of(Integer.parseInt(added.getKey()));
      }
    }
    Path tokenizer = directory.resolve("tokenizer.json");
    if (!Files.exists(tokenizer)) {
      return Optional.empty();
    }
    JsonNode json = JsonFiles.read(tokenizer);
    for (JsonNode added : json.path("added_tokens")) {
      if (added.path("content").asText().equals(text)) {
        return Optional.of(added.path("id").asInt());
      }
    }
    JsonNode id = json.path("model").path("vocab").path(text);
    return id.isInt() ? Optional.of(id.asInt()) : Optional.empty();
  }
}
