package io.vsd.engine.weights;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads the small JSON files beside the weights. */
final class JsonFiles {
  private JsonFiles() {}

  /**
   * Reads a JSON object.
   *
   * @throws MalformedWeightsException if the file is missing or holds no JSON object
   */
  static JsonNode read(Path file) {
    JsonNode node = parse(file, text(file));
    if (!node.isObject()) {
      throw new MalformedWeightsException(file, "does not hold a JSON object");
    }
    return node;
  }

  static JsonNode parse(Path origin, String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new MalformedWeightsException(origin, "is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new MalformedWeightsException(file, "no such file", e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }
}
