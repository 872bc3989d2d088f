package io.vsd.trainer.transcripts;

import com.fasterxml.jackson.databind.JsonNode;
import io.vsd.engine.text.ChatTemplate;
import io.vsd.engine.text.ChatTurn;
import io.vsd.engine.text.TextTokenizer;
import io.vsd.engine.weights.ModelDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Prompts of a file of lines {@code {id, prompt}}, in the target's tokens and chat template. */
final class PromptTexts {
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
    NumberedLines.read(file, line -> prompts.add(prompt(line)));
    prompts.removeIf(prompt -> without.contains(prompt.id()));
    prompts.sort(TranscriptOrder.byHash(Prompt::id));
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

  private static Prompt prompt(JsonNode line) {
    if (!line.path("id").isTextual() || !line.path("prompt").isTextual()) {
      throw new IllegalArgumentException("no texts id and prompt");
    }
    return new Prompt(line.path("id").asText(), line.path("prompt").asText());
  }
}
