package io.vsd.engine.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The vocabulary of a {@code tokenizer.json}: what each id is written as, and which are special.
 */
final class TokenTable {
  private static final byte[] EMPTY = new byte[0];

  private final @Nullable String[] tokens;
  private final Map<String, Integer> ids;
  private final BitSet special;
  private final boolean byteLevel;
  private final int[] byteOfChar = ByteAlphabet.byteOfChar();

  private TokenTable(Map<String, Integer> ids, BitSet special, boolean byteLevel) {
    int size = ids.values().stream().mapToInt(id -> id + 1).max().orElse(0);
    this.tokens = new String[size];
    ids.forEach((token, id) -> tokens[id] = token);
    this.ids = ids;
    this.special = special;
    this.byteLevel = byteLevel;
  }

  static TokenTable parse(String tokenizerJson) {
    JsonNode json;
    try {
      json = new ObjectMapper().readTree(tokenizerJson);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a tokenizer.json: " + e.getOriginalMessage(), e);
    }
    Map<String, Integer> ids = new HashMap<>();
    JsonNode vocab = json.path("model").path("vocab");
    if (vocab.isArray()) {
      for (int id = 0; id < vocab.size(); id++) {
        ids.put(vocab.get(id).path(0).asText(), id);
      }
    } else {
      vocab.properties().forEach(e -> ids.put(e.getKey(), e.getValue().asInt()));
    }
    BitSet special = new BitSet();
    for (JsonNode added : json.path("added_tokens")) {
      int id = added.path("id").asInt();
      ids.put(added.path("content").asText(), id);
      special.set(id, added.path("special").asBoolean());
    }
    if (ids.isEmpty()) {
      throw new IllegalArgumentException("not a tokenizer.json: it has no vocabulary");
    }
    boolean byteLevel = json.path("decoder").path("type").asText().equals("ByteLevel");
    return new TokenTable(ids, special, byteLevel);
  }

  boolean byteLevel() {
    return byteLevel;
  }

  int size() {
    return tokens.length;
  }

  boolean knows(int id) {
    return id >= 0 && id < tokens.length && tokens[id] != null;
  }

  Optional<Integer> idOf(String token) {
    return Optional.ofNullable(ids.get(token));
  }

  String token(int id) {
    String token = id >= 0 && id < tokens.length ? tokens[id] : null;
    if (token == null) {
      throw new IllegalArgumentException(
          "token id " + id + " is not in the vocabulary of " + tokens.length);
    }
    return token;
  }

  /** The bytes that a byte-level token stands for; none for a special token. */
  byte[] bytes(int id) {
    String token = token(id);
    if (special.get(id)) {
      return EMPTY;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(token.length());
    for (int i = 0; i < token.length(); i++) {
      char c = token.charAt(i);
      int b = c < byteOfChar.length ? byteOfChar[c] : -1;
      if (b < 0) {
        return token.getBytes(StandardCharsets.UTF_8);
      }
      out.write(b);
    }
    return out.toByteArray();
  }
}
