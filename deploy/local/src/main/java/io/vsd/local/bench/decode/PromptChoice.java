package io.vsd.local.bench.decode;

import io.vsd.local.generate.Conversation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which prompts are asked, and which of them at once. */
final class PromptChoice {
  private PromptChoice() {}

  /** So many of them, evenly over the file, which is sorted by category. */
  static List<Conversation> evenly(List<Conversation> all, int most) {
    int count = Math.min(most, all.size());
    List<Conversation> chosen = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      chosen.add(all.get((int) ((long) i * all.size() / count)));
    }
    return chosen;
  }

  /**
   * Groups of that many, each of one category; the last group of a category begins with it again
   * where it is too short.
   */
  static List<List<Conversation>> groups(List<Conversation> prompts, int size) {
    Map<String, List<Conversation>> byCategory = new LinkedHashMap<>();
    prompts.forEach(p -> byCategory.computeIfAbsent(p.domain(), _ -> new ArrayList<>()).add(p));
    List<List<Conversation>> groups = new ArrayList<>();
    for (List<Conversation> category : byCategory.values()) {
      for (int from = 0; from < category.size(); from += size) {
        List<Conversation> group = new ArrayList<>();
        for (int i = 0; i < size; i++) {
          group.add(category.get((from + i) % category.size()));
        }
        groups.add(group);
      }
    }
    return groups;
  }
}
