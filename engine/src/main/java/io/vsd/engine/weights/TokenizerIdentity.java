package io.vsd.engine.weights;

import com.fasterxml.jackson.databind.JsonNode;
import io.vsd.engine.format.JsonFiles;
import io.vsd.engine.format.MalformedWeightsException;
import io.vsd.engine.format.Sha256;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;
import java.util.TreeMap;

/** What makes two tokenizers the same to a draft: which text each id stands for. */
final class TokenizerIdentity {
  private final Path origin;
  private final TreeMap<Integer, String> tokens = new TreeMap<>();

  private TokenizerIdentity(Path origin) {
    this.origin = origin;
  }

  /** The identity of a {@code tokenizer.json}. */
  static TokenizerIdentity of(Path origin, String tokenizerJson) {
    TokenizerIdentity identity = new TokenizerIdentity(origin);
    identity.add(JsonFiles.parse(origin, tokenizerJson));
    return identity;
  }

  private void add(JsonNode json) {
    JsonNode vocab = json.path("model").path("vocab");
    for (Map.Entry<String, JsonNode> entry : vocab.properties()) {
      tokens.put(entry.getValue().asInt(), entry.getKey());
    }
    for (int id = 0; vocab.isArray() && id < vocab.size(); id++) {
      tokens.put(id, vocab.get(id).path(0).asText());
    }
    for (JsonNode added : json.path("added_tokens")) {
      tokens.put(added.path("id").asInt(), added.path("content").asText());
    }
  }

  /**
   * Requires a row of the embedding for every token. More rows than tokens are right: many models
   * pad them.
   *
   * @throws MalformedWeightsException if a text could encode to an id without a row; has both sizes
   */
  TokenizerIdentity within(int rows) {
    if (!tokens.isEmpty() && tokens.lastKey() >= rows) {
      throw new MalformedWeightsException(
          origin,
          "the tokenizer has ids up to %d ('%s'), the embedding has %d rows; take the tokenizer that the model was trained with or resize the embedding"
              .formatted(tokens.lastKey(), tokens.lastEntry().getValue(), rows));
    }
    return this;
  }

  /** Over every id and its text, in order of id. */
  String hash() {
    MessageDigest digest = Sha256.digest();
    for (Map.Entry<Integer, String> token : tokens.entrySet()) {
      digest.update((token.getKey() + " ").getBytes(StandardCharsets.UTF_8));
      digest.update(token.getValue().getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
    }
    return Sha256.hex(digest);
  }
}
