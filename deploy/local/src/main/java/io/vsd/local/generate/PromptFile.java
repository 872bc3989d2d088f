package io.vsd.local.generate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vsd.proto.generation.v1.ChatMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads prompt files: JSON lines of {@code {id, prompt}}, {@code {id, messages}} or {@code {id,
 * turns}}. A {@code prompt} is one user message and, like {@code turns}, goes through the model's
 * chat template. {@code domain} or {@code category} becomes the traffic's label; other keys are
 * left alone.
 */
public final class PromptFile {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_DOMAIN = 64;

  private PromptFile() {}

  /**
   * All conversations of a file.
   *
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException naming the line that is malformed
   */
  public static List<Conversation> read(Path file) throws IOException {
    return parse(Files.readAllLines(file), file.toString());
  }

  static List<Conversation> parse(List<String> lines, String source) {
    List<Conversation> conversations = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).isBlank()) {
        continue;
      }
      try {
        conversations.add(conversation(JSON.readTree(lines.get(i)), i + 1));
      } catch (JsonProcessingException e) {
        throw malformed(source, i, "not JSON (" + e.getOriginalMessage() + ")");
      } catch (IllegalArgumentException e) {
        throw malformed(source, i, String.valueOf(e.getMessage()));
      }
    }
    if (conversations.isEmpty()) {
      throw new IllegalArgumentException(source + " holds no prompt");
    }
    return conversations;
  }

  private static IllegalArgumentException malformed(String source, int index, String what) {
    return new IllegalArgumentException("%s line %d: %s".formatted(source, index + 1, what));
  }

  private static Conversation conversation(JsonNode line, int number) {
    String id = line.hasNonNull("id") ? line.get("id").asText() : Integer.toString(number);
    String domain = line.path("domain").asText(line.path("category").asText(""));
    if (domain.length() > MAX_DOMAIN) {
      throw new IllegalArgumentException("domain is longer than " + MAX_DOMAIN + " characters");
    }
    int kinds = (line.has("prompt") ? 1 : 0) + (line.has("messages") ? 1 : 0);
    kinds += line.has("turns") ? 1 : 0;
    if (kinds != 1) {
      throw new IllegalArgumentException("wants exactly one of prompt, messages, turns");
    }
    if (line.has("prompt")) {
      String prompt = text(line.get("prompt"), "prompt");
      return new Conversation(id, domain, List.of(Conversation.message("user", prompt)), List.of());
    }
    if (line.has("messages")) {
      return new Conversation(id, domain, messages(line.get("messages")), List.of());
    }
    List<String> turns = new ArrayList<>();
    array(line.get("turns"), "turns").forEach(turn -> turns.add(text(turn, "turns")));
    return new Conversation(
        id,
        domain,
        List.of(Conversation.message("user", turns.getFirst())),
        turns.subList(1, turns.size()));
  }

  private static List<ChatMessage> messages(JsonNode node) {
    List<ChatMessage> messages = new ArrayList<>();
    for (JsonNode message : array(node, "messages")) {
      messages.add(
          Conversation.message(
              text(message.path("role"), "role"), text(message.path("content"), "content")));
    }
    return messages;
  }

  private static JsonNode array(JsonNode node, String name) {
    if (!node.isArray() || node.isEmpty()) {
      throw new IllegalArgumentException(name + " is not a filled array");
    }
    return node;
  }

  private static String text(JsonNode node, String name) {
    if (!node.isTextual()) {
      throw new IllegalArgumentException(name + " is not a string");
    }
    return node.asText();
  }
}
