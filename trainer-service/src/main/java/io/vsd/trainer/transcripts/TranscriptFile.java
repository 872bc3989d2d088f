package io.vsd.trainer.transcripts;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads lines of {@code {id, domain, temperature, prompt_ids, answer_ids}}. */
final class TranscriptFile {

  private TranscriptFile() {}

  /**
   * Every transcript of a file that has something to learn from.
   *
   * @param vocabSize of the target; other token ids are refused
   * @param maxTokens longer texts lose their end
   * @throws IOException naming the line that cannot be used
   */
  static List<Transcript> read(Path file, int vocabSize, int maxTokens) throws IOException {
    List<Transcript> all = new ArrayList<>();
    NumberedLines.read(file, line -> add(all, line, vocabSize, maxTokens));
    return all;
  }

  private static void add(List<Transcript> all, JsonNode node, int vocabSize, int maxTokens) {
    int[] prompt = ids(node, "prompt_ids", vocabSize);
    int[] answer = ids(node, "answer_ids", vocabSize);
    int keep = Math.min(answer.length, maxTokens - prompt.length);
    if (prompt.length == 0 || keep < 2) {
      return;
    }
    all.add(
        new Transcript(
            node.path("id").asText(String.valueOf(all.size())),
            node.path("domain").asText(""),
            node.path("temperature").asDouble(0),
            prompt,
            java.util.Arrays.copyOf(answer, keep)));
  }

  private static int[] ids(JsonNode node, String field, int vocabSize) {
    JsonNode array = node.path(field);
    if (!array.isArray()) {
      throw new IllegalArgumentException("no array " + field);
    }
    int[] ids = new int[array.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = array.get(i).asInt(-1);
      if (ids[i] < 0 || ids[i] >= vocabSize) {
        throw new IllegalArgumentException(
            "%s[%d] = %s is no token id below %d".formatted(field, i, array.get(i), vocabSize));
      }
    }
    return ids;
  }
}
