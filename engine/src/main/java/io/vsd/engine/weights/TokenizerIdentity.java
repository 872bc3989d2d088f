package io.vsd.engine.weights;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;
import java.util.TreeMap;

/** What makes two tokenizers the same to a draft: which text each id stands for. */
final class TokenizerIdentity {
  private TokenizerIdentity() {}

  static String hash(Path origin, String tokenizerJson) {
    JsonNode json = JsonFiles.parse(origin, tokenizerJson);
    TreeMap<Integer, String> tokens = new TreeMap<>();
    JsonNode vocab = json.path("model").path("vocab");
    for (Map.Entry<String, JsonNode> entry : vocab.properties()) {
      tokens.put(entry.getValue().asInt(), entry.getKey());
    }
    for (JsonNode added : json.path("added_tokens")) {
      tokens.put(added.path("id").asInt(), added.path("content").asText());
    }
    MessageDigest digest = Sha256.digest();
    for (Map.Entry<Integer, String> token : tokens.entrySet()) {
      digest.update((token.getKey() + " ").getBytes(StandardCharsets.UTF_8));
      digest.update(token.getValue().getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
    }
    return Sha256.hex(digest);
  }
}
