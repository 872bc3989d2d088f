package io.vsd.engine.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Reads the small JSON files beside the weights as Python reads them: {@code NaN} and {@code
 * Infinity} are numbers, and a byte order mark is passed over.
 */
public final class JsonFiles {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private JsonFiles() {}

  /**
   * Reads a JSON object.
   *
   * @throws MalformedWeightsException if the file is missing or holds no JSON object
   */
  public static JsonNode read(Path file) {
    return parse(file, text(file));
  }

  /** The JSON object that a text of this origin holds. */
  public static JsonNode parse(Path origin, String text) {
    try {
      return object(text);
    } catch (IllegalArgumentException e) {
      throw new MalformedWeightsException(origin, String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * The JSON object that a text holds.
   *
   * @throws IllegalArgumentException if it holds none
   */
  public static JsonNode object(String text) {
    try {
      JsonNode node = JSON.readTree(withoutMark(text));
      if (!node.isObject()) {
        throw new IllegalArgumentException("does not hold a JSON object");
      }
      return node;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** A text without the byte order mark that it may begin with. */
  public static String withoutMark(String text) {
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  public static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new MalformedWeightsException(file, "no such file", e);
    } catch (CharacterCodingException e) {
      throw new MalformedWeightsException(file, "is not UTF-8 text", e);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }
}
