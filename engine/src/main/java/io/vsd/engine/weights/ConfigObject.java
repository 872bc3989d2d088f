package io.vsd.engine.weights;

import com.fasterxml.jackson.databind.JsonNode;
import io.vsd.engine.format.JsonFiles;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A JSON object of settings. A key that is null counts as absent, as in Python's {@code get}; a
 * value of another kind than is asked for is refused with its key, never replaced by a default.
 */
public final class ConfigObject {
  private final JsonNode json;

  ConfigObject(JsonNode json) {
    this.json = json;
  }

  /**
   * Reads the text of a JSON object as Python reads it: {@code NaN}, {@code Infinity} and a byte
   * order mark are taken.
   *
   * @throws IllegalArgumentException if it is none; says why
   */
  public static ConfigObject parse(String text) {
    return new ConfigObject(JsonFiles.object(text));
  }

  /** Whether a key is there and not null. */
  public boolean has(String key) {
    return json.hasNonNull(key);
  }

  /**
   * A whole number.
   *
   * @throws IllegalArgumentException if the key is absent or holds something else
   */
  public int integer(String key) {
    return optionalInteger(key)
        .orElseThrow(() -> new IllegalArgumentException("lacks " + key + ", a whole number"));
  }

  /** A whole number, or a default where the key is absent. */
  public int integer(String key, int otherwise) {
    return optionalInteger(key).orElse(otherwise);
  }

  /**
   * A whole number above 0.
   *
   * @throws IllegalArgumentException if the key is absent or holds something else
   */
  public int positive(String key) {
    int value = integer(key);
    if (value <= 0) {
      throw wrong(key, "above 0");
    }
    return value;
  }

  /** A whole number above 0, or a default where the key is absent. */
  public int positive(String key, int otherwise) {
    return has(key) ? positive(key) : otherwise;
  }

  /** A whole number where the key is there; {@code 4096.0} counts as one. */
  private OptionalInt optionalInteger(String key) {
    if (!has(key)) {
      return OptionalInt.empty();
    }
    JsonNode value = json.get(key);
    if (!value.isNumber() || !value.canConvertToInt() || value.doubleValue() % 1 != 0) {
      throw wrong(key, "a whole number below 2^31");
    }
    return OptionalInt.of(value.intValue());
  }

  /**
   * A finite number.
   *
   * @throws IllegalArgumentException if the key is absent or holds something else
   */
  public double number(String key) {
    if (!has(key)) {
      throw new IllegalArgumentException("lacks " + key + ", a number");
    }
    JsonNode value = json.get(key);
    if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
      throw wrong(key, "a finite number");
    }
    return value.doubleValue();
  }

  /** A finite number, or a default where the key is absent. */
  public double number(String key, double otherwise) {
    return has(key) ? number(key) : otherwise;
  }

  /** A truth value, or a default where the key is absent. */
  public boolean flag(String key, boolean otherwise) {
    if (!has(key)) {
      return otherwise;
    }
    if (!json.get(key).isBoolean()) {
      throw wrong(key, "true or false");
    }
    return json.get(key).booleanValue();
  }

  /** A text, or a default where the key is absent. */
  public String text(String key, String otherwise) {
    if (!has(key)) {
      return otherwise;
    }
    if (!json.get(key).isTextual()) {
      throw wrong(key, "a text");
    }
    return json.get(key).textValue();
  }

  /** An object where the key is there. */
  public Optional<ConfigObject> object(String key) {
    if (!has(key)) {
      return Optional.empty();
    }
    if (!json.get(key).isObject()) {
      throw wrong(key, "an object");
    }
    return Optional.of(new ConfigObject(json.get(key)));
  }

  /** One whole number or a list of them; none where the key is absent. */
  public int[] integers(String key) {
    if (!has(key)) {
      return new int[0];
    }
    JsonNode value = json.get(key);
    List<JsonNode> elements = value.isArray() ? value.valueStream().toList() : List.of(value);
    if (!elements.stream().allMatch(e -> e.isIntegralNumber() && e.canConvertToInt())) {
      throw wrong(key, "a whole number or a list of them");
    }
    return elements.stream().mapToInt(JsonNode::intValue).toArray();
  }

  /** A list of texts; none where the key is absent. */
  public List<String> texts(String key) {
    if (!has(key)) {
      return List.of();
    }
    JsonNode value = json.get(key);
    if (!value.isArray() || !value.valueStream().allMatch(JsonNode::isTextual)) {
      throw wrong(key, "a list of texts");
    }
    return value.valueStream().map(JsonNode::textValue).toList();
  }

  /** Whether a key holds something other than null, false, 0 or nothing at all. */
  public boolean isSet(String key) {
    JsonNode value = json.path(key);
    return switch (value.getNodeType()) {
      case MISSING, NULL -> false;
      case BOOLEAN -> value.booleanValue();
      case NUMBER -> value.doubleValue() != 0;
      case ARRAY, OBJECT -> !value.isEmpty();
      default -> true;
    };
  }

  /** The value of a key as JSON, for messages. */
  public String shown(String key) {
    String value = json.path(key).toString();
    return value.length() <= 60 ? value : value.substring(0, 57) + "…";
  }

  private IllegalArgumentException wrong(String key, String wanted) {
    return new IllegalArgumentException(key + " is " + shown(key) + ", not " + wanted);
  }
}
