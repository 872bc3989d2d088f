package io.vsd.engine.expert;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Counts the n-grams of sessions until a {@link NgramTable} is made of them. Bounded: where it is
 * full, n-grams that the fewest sessions have shown are forgotten, the longest unseen first. Not
 * thread safe; the same sessions in the same order give the same table.
 */
public final class NgramCounter {
  private static final int WIDTH = NgramEntries.WIDTH;
  private static final int NONE = NgramEntries.NONE;
  private static final int NEXT = WIDTH - 1;

  private final NgramEntries entries;
  private int session;

  /**
   * An empty counter.
   *
   * @param mostEntries n-grams and contexts counted at once; each takes up to 48 bytes
   */
  public NgramCounter(int mostEntries) {
    this.entries = new NgramEntries(mostEntries);
  }

  /**
   * A counter that goes on from a table whose sessions are not known: every n-gram of it counts as
   * shown by enough of them.
   *
   * @param fewestSessions that the table was made for
   */
  public static NgramCounter of(NgramTable table, int fewestSessions, int mostEntries) {
    NgramCounter counter = new NgramCounter(mostEntries);
    int[] gram = new int[WIDTH];
    for (int length = 1; length <= NgramTable.LONGEST_CONTEXT; length++) {
      NgramTable.Level level = table.level(length);
      for (int row = 0; row < level.totals().length; row++) {
        Arrays.fill(gram, NONE);
        System.arraycopy(level.contexts(), row * length, gram, 0, length);
        counter.entries.put(gram, level.totals()[row], fewestSessions, 0);
        for (int i = level.starts()[row]; i < level.starts()[row + 1]; i++) {
          gram[NEXT] = level.tokens()[i];
          counter.entries.put(gram, level.counts()[i], fewestSessions, 0);
        }
      }
    }
    return counter;
  }

  /**
   * All that a counter knows, to go on from later.
   *
   * @param grams [entries * 4] tokens, -1 where there is none
   * @param counts [entries]
   * @param sessions [entries] different sessions that have shown it
   * @param lastSession [entries] the last of them
   * @param session number of the last session
   */
  public record State(int[] grams, int[] counts, int[] sessions, int[] lastSession, int session) {}

  /** What is known now. */
  public State state() {
    int size = entries.size();
    int[] grams = new int[size * WIDTH];
    int[] counts = new int[size];
    int[] sessions = new int[size];
    int[] lastSession = new int[size];
    Arrays.setAll(grams, i -> entries.token(i / WIDTH, i % WIDTH));
    Arrays.setAll(counts, entries::count);
    Arrays.setAll(sessions, entries::sessions);
    Arrays.setAll(lastSession, entries::lastSession);
    return new State(grams, counts, sessions, lastSession, session);
  }

  /**
   * Goes on where another counter was.
   *
   * @throws IllegalArgumentException when the arrays disagree
   */
  public static NgramCounter of(State state, int mostEntries) {
    int known = state.counts().length;
    if (state.grams().length != (long) known * WIDTH
        || state.sessions().length != known
        || state.lastSession().length != known) {
      throw new IllegalArgumentException("the arrays of an n-gram counter disagree");
    }
    NgramCounter counter = new NgramCounter(mostEntries);
    for (int entry = 0; entry < known; entry++) {
      counter.entries.put(
          Arrays.copyOfRange(state.grams(), entry * WIDTH, (entry + 1) * WIDTH),
          state.counts()[entry],
          state.sessions()[entry],
          state.lastSession()[entry]);
    }
    counter.session = state.session();
    return counter;
  }

  /**
   * Counts one session: what followed what in its answer.
   *
   * @param tokens prompt and answer
   * @param firstAnswer index of the first answer token
   */
  public void add(int[] tokens, int firstAnswer) {
    session++;
    int[] gram = new int[WIDTH];
    for (int at = Math.max(1, firstAnswer); at < tokens.length; at++) {
      for (int length = 1; length <= Math.min(at, NgramTable.LONGEST_CONTEXT); length++) {
        Arrays.fill(gram, NONE);
        System.arraycopy(tokens, at - length, gram, 0, length);
        entries.count(gram, session);
        gram[NEXT] = tokens[at];
        entries.count(gram, session);
      }
    }
  }

  /**
   * The table of what enough sessions have shown.
   *
   * @param fewestSessions different sessions that must have shown an n-gram before it may be shared
   * @param mostBytes the rarest n-grams are left out until the table is at most so large
   */
  public NgramTable table(int fewestSessions, long mostBytes) {
    int fewestCounts = 1;
    NgramTable table = tableOf(fewestSessions, fewestCounts);
    while (table.bytes() > mostBytes && !table.isEmpty()) {
      fewestCounts *= 2;
      table = tableOf(fewestSessions, fewestCounts);
    }
    return table;
  }

  private NgramTable tableOf(int fewestSessions, int fewestCounts) {
    List<NgramTable.Level> levels = new ArrayList<>();
    for (int length = 1; length <= NgramTable.LONGEST_CONTEXT; length++) {
      levels.add(level(length, fewestSessions, fewestCounts));
    }
    return NgramTable.trusted(levels);
  }

  private NgramTable.Level level(int length, int fewestSessions, int fewestCounts) {
    List<Integer> chosen = new ArrayList<>();
    for (int entry = 0; entry < entries.size(); entry++) {
      if (entries.token(entry, NEXT) != NONE
          && entries.contextLength(entry) == length
          && entries.sessions(entry) >= fewestSessions
          && entries.count(entry) >= fewestCounts) {
        chosen.add(entry);
      }
    }
    chosen.sort((a, b) -> order(a, b, length));
    return new LevelArrays(length, chosen.size()).fill(chosen);
  }

  /** Contexts ascending, then the most frequent, then tokens ascending. */
  private int order(int a, int b, int length) {
    int byContext = entries.compareContexts(a, b, length);
    if (byContext != 0) {
      return byContext;
    }
    int byCount = Integer.compare(entries.count(b), entries.count(a));
    return byCount != 0 ? byCount : Integer.compare(entries.token(a, NEXT), entries.token(b, NEXT));
  }

  /** The arrays of a level while they are filled. */
  private final class LevelArrays {
    private final int length;
    private final int[] contexts;
    private final int[] starts;
    private final int[] totals;
    private final int[] tokens;
    private final int[] counts;
    private int rows;

    LevelArrays(int length, int continuations) {
      this.length = length;
      this.contexts = new int[continuations * length];
      this.starts = new int[continuations + 1];
      this.totals = new int[continuations];
      this.tokens = new int[continuations];
      this.counts = new int[continuations];
    }

    NgramTable.Level fill(List<Integer> chosen) {
      long sum = 0;
      for (int i = 0; i < chosen.size(); i++) {
        int entry = chosen.get(i);
        if (i == 0 || entries.compareContexts(chosen.get(i - 1), entry, length) != 0) {
          begin(entry, i);
          sum = 0;
        }
        tokens[i] = entries.token(entry, NEXT);
        counts[i] = entries.count(entry);
        sum += counts[i];
        totals[rows - 1] = Math.max(totals[rows - 1], (int) Math.min(Integer.MAX_VALUE, sum));
      }
      starts[rows] = chosen.size();
      return new NgramTable.Level(
          Arrays.copyOf(contexts, rows * length),
          Arrays.copyOf(starts, rows + 1),
          Arrays.copyOf(totals, rows),
          tokens,
          counts);
    }

    private void begin(int entry, int first) {
      int[] context = new int[WIDTH];
      Arrays.fill(context, NONE);
      for (int i = 0; i < length; i++) {
        context[i] = entries.token(entry, i);
        contexts[rows * length + i] = context[i];
      }
      starts[rows] = first;
      int counted = entries.find(context);
      // A context that was forgotten for a while has counted less than its continuations.
      totals[rows] = counted == NONE ? 0 : entries.count(counted);
      rows++;
    }
  }
}
