package io.vsd.local.bench.peers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;

/** A line of a runner's standard output. */
sealed interface PeerLine {
  /** The model is loaded. */
  record Ready(JsonNode facts) implements PeerLine {}

  /** What the runner needs is not there. */
  record Missing(String reason) implements PeerLine {}

  /** The answer to a prompt. */
  record Reply(PeerReply reply) implements PeerLine {}

  /** Ids of a conversation that was to be encoded. */
  record Ids(List<Integer> tokens) implements PeerLine {}

  /** How far a token's score lies below the best one. */
  record Gap(double logits) implements PeerLine {}

  /**
   * Reads a line.
   *
   * @throws PeerException if it is none of these
   */
  static PeerLine parse(String line) throws PeerException {
    try {
      JsonNode node = new ObjectMapper().readTree(line);
      return switch (node.path("event").asText()) {
        case "ready" -> new Ready(node);
        case "missing" -> new Missing(required(node, "reason").asText());
        case "reply" ->
            new Reply(
                new PeerReply(
                    tokens(node), number(node, "prefill_seconds"), number(node, "decode_seconds")));
        case "ids" -> new Ids(tokens(node));
        case "gap" -> new Gap(number(node, "logits"));
        default -> throw new IllegalArgumentException("it names no event");
      };
    } catch (JsonProcessingException e) {
      throw new PeerException("unexpected output: not JSON: " + shortened(line), e);
    } catch (IllegalArgumentException e) {
      throw new PeerException("unexpected output: " + e.getMessage() + ": " + shortened(line), e);
    }
  }

  private static List<Integer> tokens(JsonNode node) {
    List<Integer> tokens = new ArrayList<>();
    for (JsonNode token : required(node, "tokens")) {
      if (!token.isInt()) {
        throw new IllegalArgumentException("a token id is no integer");
      }
      tokens.add(token.intValue());
    }
    return tokens;
  }

  private static double number(JsonNode node, String key) {
    JsonNode value = required(node, key);
    if (!value.isNumber()) {
      throw new IllegalArgumentException(key + " is no number");
    }
    return value.doubleValue();
  }

  private static JsonNode required(JsonNode node, String key) {
    if (!node.hasNonNull(key)) {
      throw new IllegalArgumentException("it lacks " + key);
    }
    return node.get(key);
  }

  private static String shortened(String line) {
    return line.length() <= 120 ? line : line.substring(0, 120) + "…";
  }
}
