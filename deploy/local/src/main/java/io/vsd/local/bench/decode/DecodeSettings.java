package io.vsd.local.bench.decode;

import java.util.List;

/**
 * What is measured.
 *
 * @param tokens of a reply, at most
 * @param temperatures each on its own
 * @param sessions at once, each number on its own
 * @param prompts at most, taken evenly from the file
 * @param turns how often each pair is measured; the median of each side counts
 */
public record DecodeSettings(
    int tokens, List<Double> temperatures, List<Integer> sessions, int prompts, int turns) {
  private static final int MOST_SESSIONS = 64;
  private static final double HOTTEST = 10;

  /** Refuses what cannot be measured. */
  public DecodeSettings {
    temperatures = List.copyOf(temperatures);
    sessions = List.copyOf(sessions);
    require(tokens >= 2, "--tokens wants 2 or more, not " + tokens);
    require(prompts >= 1, "--limit wants 1 or more, not " + prompts);
    require(turns >= 1, "--turns wants 1 or more, not " + turns);
    require(!temperatures.isEmpty() && !sessions.isEmpty(), "nothing is to be measured");
    for (double temperature : temperatures) {
      require(
          temperature >= 0 && temperature <= HOTTEST,
          "--temperature wants 0 to 10, not " + temperature);
    }
    for (int count : sessions) {
      require(
          count >= 1 && count <= MOST_SESSIONS,
          "--sessions wants 1 to %d, not %d".formatted(MOST_SESSIONS, count));
    }
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
