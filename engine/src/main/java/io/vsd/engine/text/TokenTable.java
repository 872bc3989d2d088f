package io.vsd.engine.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The vocabulary of a {@code tokenizer.json}: what each id is written as, which are special, and
 * how tokens become text again. A model may have more rows than the vocabulary has tokens.
 */
final class TokenTable {
  private static final int MAX_ID = 1 << 26;

  private final @Nullable String[] tokens;
  private final Map<String, Integer> ids = new HashMap<>();
  private final BitSet special;
  private final Optional<DecoderSteps> decoder;

  private TokenTable(
      SortedMap<Integer, String> byId, BitSet special, Optional<DecoderSteps> decoder) {
    this.tokens = new String[byId.lastKey() + 1];
    byId.forEach(
        (id, token) -> {
          tokens[id] = token;
          ids.putIfAbsent(token, id);
        });
    this.special = special;
    this.decoder = decoder;
  }

  static TokenTable parse(String tokenizerJson) {
    JsonNode json;
    try {
      json = new ObjectMapper().readTree(tokenizerJson);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a tokenizer.json: " + e.getOriginalMessage(), e);
    }
    SortedMap<Integer, String> byId = new TreeMap<>();
    JsonNode vocab = json.path("model").path("vocab");
    if (vocab.isArray()) {
      vocab.forEach(entry -> byId.put(byId.size(), entry.path(0).asText()));
    } else {
      vocab.properties().forEach(e -> byId.put(e.getValue().asInt(), e.getKey()));
    }
    BitSet special = new BitSet();
    for (JsonNode added : json.path("added_tokens")) {
      int id = added.path("id").asInt();
      byId.put(id, added.path("content").asText());
      special.set(id, added.path("special").asBoolean());
    }
    if (byId.isEmpty() || byId.firstKey() < 0) {
      throw new IllegalArgumentException("not a tokenizer.json: it has no vocabulary");
    }
    if (byId.lastKey() > MAX_ID) {
      throw new IllegalArgumentException(
          "not a tokenizer.json: token id " + byId.lastKey() + " is out of range");
    }
    return new TokenTable(byId, special, DecoderSteps.parse(json.path("decoder")));
  }

  /** The decoder's steps; nothing where the library has to decode the whole. */
  Optional<DecoderSteps> decoder() {
    return decoder;
  }

  int size() {
    return tokens.length;
  }

  boolean knows(int id) {
    return id >= 0 && id < tokens.length && tokens[id] != null;
  }

  /** Whether an id adds to the text: it stands for a token, and not for a special one. */
  boolean hasText(int id) {
    return knows(id) && !special.get(id);
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
}
