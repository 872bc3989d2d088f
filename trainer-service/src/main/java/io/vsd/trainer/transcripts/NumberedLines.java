package io.vsd.trainer.transcripts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Files of JSON, an object a line; blank lines are passed over. */
final class NumberedLines {
  private static final ObjectMapper JSON = new ObjectMapper();

  private NumberedLines() {}

  /**
   * Hands over each line's object.
   *
   * @param take throws {@link IllegalArgumentException} where the object cannot be used
   * @throws IOException naming the line that cannot be used
   */
  static void read(Path file, Consumer<JsonNode> take) throws IOException {
    try (BufferedReader in = Files.newBufferedReader(file)) {
      int number = 0;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        number++;
        if (!line.isBlank()) {
          try {
            take.accept(JSON.readTree(line));
          } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new IOException("%s, line %d: %s".formatted(file, number, e.getMessage()), e);
          }
        }
      }
    }
  }
}
