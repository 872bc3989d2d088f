package io.vsd.trainer.transcripts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vsd.engine.text.ChatTemplate;
import io.vsd.engine.text.ChatTurn;
import io.vsd.engine.text.TextTokenizer;
import io.vsd.engine.weights.ModelDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Prompts of a file of lines {@code {id, prompt}}, in the target's tokens and chat template. */
final class PromptTexts {
  private static final ObjectMapper JSON = new ObjectMapper();

  private PromptTexts() {}

  private record Prompt(String id, String text) {}

  /**
   * Some prompts of a file, chosen by their ids whatever the order.
   *
   * @param without ids that are left out
   * @param count prompts at most
   * @param maxTokens longer prompts are left out
   * @throws IOException naming the line that cannot be used
   */
  static List<int[]> read(
      Path file, ModelDirectory model, Set<String> without, int count, int maxTokens)
      throws IOException {
    List<Prompt> prompts = new ArrayList<>();
    int number = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      if (!line.isBlank()) {
        Prompt prompt = prompt(file, number, line);
        if (!without.contains(prompt.id())) {
          prompts.add(prompt);
        }
      }
    }
    prompts.sort(
        Comparator.comparingInt((Prompt p) -> TranscriptOrder.mixed(p.id().hashCode()))
            .thenComparing(Prompt::id));
    ChatTemplate template = ChatTemplate.of(model);
    List<int[]> texts = new ArrayList<>();
    try (TextTokenizer tokenizer = TextTokenizer.of(model)) {
      for (Prompt prompt : prompts) {
        int[] tokens =
            tokenizer.encode(template.render(List.of(new ChatTurn("user", prompt.text())), true));
        if (tokens.length <= maxTokens && texts.size() < count) {
          texts.add(tokens);
        }
      }
    }
    return texts;
  }

  private static Prompt prompt(Path file, int number, String line) throws IOException {
    try {
      JsonNode node = JSON.readTree(line);
      if (!node.path("id").isTextual() || !node.path("prompt").isTextual()) {
        throw new IOException("%s, line %d: no texts id and prompt".formatted(file, number));
      }
      return new Prompt(node.path("id").asText(), node.path("prompt").asText());
    } catch (JsonProcessingException e) {
      throw new IOException("%s, line %d: %s".formatted(file, number, e.getMessage()), e);
    }
  }
}
