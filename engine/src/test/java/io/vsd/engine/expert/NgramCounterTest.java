package io.vsd.engine.expert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NgramCounterTest {
  private static final int VOCABULARY = 8;
  private static final int PLENTY = 100_000;

  private record Session(int[] tokens, int firstAnswer) {}

  private static List<Session> sessions(long seed, int count) {
    Random random = new Random(seed);
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              int[] tokens = random.ints(12 + random.nextInt(20), 0, VOCABULARY).toArray();
              return new Session(tokens, 1 + random.nextInt(6));
            })
        .toList();
  }

  private static NgramCounter counted(List<Session> sessions, int mostEntries) {
    NgramCounter counter = new NgramCounter(mostEntries);
    sessions.forEach(s -> counter.add(s.tokens(), s.firstAnswer()));
    return counter;
  }

  @Test
  void holdsWhatEnoughSessionsHaveShown() {
    for (int fewest = 1; fewest <= 4; fewest++) {
      List<Session> sessions = sessions(fewest, 30);
      NgramTable table = counted(sessions, PLENTY).table(fewest, Long.MAX_VALUE);

      assertThat(contents(table)).isEqualTo(bruteForce(sessions, fewest));
      assertThat(NgramTable.of(table.levels(), VOCABULARY).entries()).isEqualTo(table.entries());
    }
  }

  /** Continuation counts and totals by context, as text. */
  private static Map<String, String> contents(NgramTable table) {
    Map<String, String> contents = new TreeMap<>();
    for (int n = 1; n <= NgramTable.LONGEST_CONTEXT; n++) {
      NgramTable.Level level = table.levels().get(n - 1);
      for (int row = 0; row < level.totals().length; row++) {
        int[] context = Arrays.copyOfRange(level.contexts(), row * n, row * n + n);
        Map<Integer, Integer> counts = new TreeMap<>();
        for (int i = level.starts()[row]; i < level.starts()[row + 1]; i++) {
          counts.put(level.tokens()[i], level.counts()[i]);
        }
        contents.put(Arrays.toString(context), counts + " of " + level.totals()[row]);
      }
    }
    return contents;
  }

  private static Map<String, String> bruteForce(List<Session> sessions, int fewest) {
    Map<String, Map<Integer, Integer>> counts = new TreeMap<>();
    Map<String, Set<Integer>> shownBy = new TreeMap<>();
    for (int s = 0; s < sessions.size(); s++) {
      int[] tokens = sessions.get(s).tokens();
      for (int at = sessions.get(s).firstAnswer(); at < tokens.length; at++) {
        for (int n = 1; n <= Math.min(3, at); n++) {
          String context = Arrays.toString(Arrays.copyOfRange(tokens, at - n, at));
          counts.computeIfAbsent(context, c -> new TreeMap<>()).merge(tokens[at], 1, Integer::sum);
          shownBy.computeIfAbsent(context + tokens[at], c -> new HashSet<>()).add(s);
        }
      }
    }
    Map<String, String> contents = new TreeMap<>();
    counts.forEach(
        (context, all) -> {
          int total = all.values().stream().mapToInt(i -> i).sum();
          Map<Integer, Integer> kept = new TreeMap<>(all);
          kept.keySet()
              .removeIf(token -> shownBy.getOrDefault(context + token, Set.of()).size() < fewest);
          if (!kept.isEmpty()) {
            contents.put(context, kept + " of " + total);
          }
        });
    return contents;
  }

  @Test
  void whatOneSessionWroteIsNotInASharedTable() {
    NgramCounter counter = new NgramCounter(PLENTY);
    int[] secret = {1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 1, 2, 3, 4, 5};
    counter.add(secret, 1);
    counter.add(new int[] {5, 6, 7}, 1);
    assertThat(counter.table(3, Long.MAX_VALUE).isEmpty()).isTrue();
  }

  @Test
  void theTableKeepsWithinItsBytes() {
    NgramCounter counter = counted(sessions(5, 200), PLENTY);
    NgramTable whole = counter.table(1, Long.MAX_VALUE);
    NgramTable small = counter.table(1, whole.bytes() / 3);
    assertThat(small.bytes()).isLessThanOrEqualTo(whole.bytes() / 3).isPositive();
    assertThat(counter.table(1, 11).isEmpty()).isTrue();
  }

  @Test
  void aFullCounterKeepsWhatManySessionsShow() {
    List<Session> noise = sessions(7, 300);
    NgramCounter counter = new NgramCounter(400);
    for (Session session : noise) {
      int[] tokens = session.tokens().clone();
      // All sessions share an opening over tokens of its own.
      System.arraycopy(new int[] {20, 21, 22, 23, 24}, 0, tokens, 0, 5);
      counter.add(tokens, 1);
    }
    NgramTable table = counter.table(3, Long.MAX_VALUE);
    NodeText opening = Texts.of(20, 21, 22);
    assertThat(table.find(3, opening)).isNotNegative();
    assertThat(new TableExpert(table).after(opening).candidates()).contains(23);
  }

  @Test
  void theSameSessionsGiveTheSameTable() {
    List<Session> sessions = sessions(9, 100);
    NgramTable a = counted(sessions, 500).table(2, Long.MAX_VALUE);
    NgramTable b = counted(sessions, 500).table(2, Long.MAX_VALUE);
    assertThat(contents(a)).isEqualTo(contents(b)).isNotEmpty();
  }

  @Test
  void goesOnFromItsStateAndFromATable() {
    List<Session> sessions = sessions(11, 60);
    NgramCounter straight = counted(sessions, 900);
    NgramCounter half = counted(sessions.subList(0, 30), 900);
    NgramCounter resumed = NgramCounter.of(half.state(), 900);
    sessions.subList(30, 60).forEach(s -> resumed.add(s.tokens(), s.firstAnswer()));
    assertThat(contents(resumed.table(2, Long.MAX_VALUE)))
        .isEqualTo(contents(straight.table(2, Long.MAX_VALUE)));
    assertThat(resumed.state()).usingRecursiveComparison().isEqualTo(straight.state());

    NgramTable table = counted(sessions, PLENTY).table(3, Long.MAX_VALUE);
    assertThat(contents(NgramCounter.of(table, 3, PLENTY).table(3, Long.MAX_VALUE)))
        .isEqualTo(contents(table));
    NgramCounter.State state = half.state();
    NgramCounter.State broken =
        new NgramCounter.State(
            new int[3], state.counts(), state.sessions(), state.lastSession(), 1);
    assertThatIllegalArgumentException().isThrownBy(() -> NgramCounter.of(broken, 900));
  }
}
