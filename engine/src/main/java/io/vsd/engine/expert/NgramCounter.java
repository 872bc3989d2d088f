package io.vsd.engine.expert;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Counts the n-grams of sessions until a {@link NgramTable} is made of them. Bounded: where it is
 * full, n-grams that one session alone has shown are forgotten, the longest unseen first. Not
 * thread safe; the same sessions in the same order give the same table.
 */
public final class NgramCounter {
  private static final int WIDTH = NgramTable.LONGEST_CONTEXT + 1;
  // Stands where a shorter n-gram has no token, and for "anything" where a context is counted.
  private static final int NONE = -1;

  private final int mostEntries;
  private int[] grams;
  private int[] counts;
  private int[] sessions;
  private int[] lastSession;
  private int[] slots;
  private int entries;
  private int session;

  /**
   * An empty counter.
   *
   * @param mostEntries n-grams and contexts counted at once; each takes up to 48 bytes
   */
  public NgramCounter(int mostEntries) {
    this.mostEntries = mostEntries;
    int capacity = Math.min(mostEntries, 1024);
    this.grams = new int[capacity * WIDTH];
    this.counts = new int[capacity];
    this.sessions = new int[capacity];
    this.lastSession = new int[capacity];
    this.slots = emptySlots(capacity);
  }

  private static int[] emptySlots(int capacity) {
    int[] slots = new int[Integer.highestOneBit(Math.max(1, capacity - 1)) * 4];
    Arrays.fill(slots, NONE);
    return slots;
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
        count(gram);
        gram[WIDTH - 1] = tokens[at];
        count(gram);
      }
    }
  }

  /** Sessions counted. */
  public int sessions() {
    return session;
  }

  private void count(int[] gram) {
    int slot = slotOf(gram);
    int entry = slots[slot];
    if (entry == NONE) {
      if (entries == counts.length) {
        makeRoom();
        slot = slotOf(gram);
      }
      entry = entries++;
      slots[slot] = entry;
      System.arraycopy(gram, 0, grams, entry * WIDTH, WIDTH);
      counts[entry] = 0;
      sessions[entry] = 0;
      lastSession[entry] = 0;
    }
    counts[entry] = counts[entry] == Integer.MAX_VALUE ? counts[entry] : counts[entry] + 1;
    if (lastSession[entry] != session) {
      lastSession[entry] = session;
      sessions[entry]++;
    }
  }

  private int slotOf(int[] gram) {
    int hash = 0;
    for (int token : gram) {
      hash = (hash ^ token) * 0x9E3779B1;
      hash ^= hash >>> 15;
    }
    int slot = hash & (slots.length - 1);
    while (slots[slot] != NONE && !same(slots[slot], gram)) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  private boolean same(int entry, int[] gram) {
    return Arrays.equals(grams, entry * WIDTH, (entry + 1) * WIDTH, gram, 0, WIDTH);
  }

  private void makeRoom() {
    if (counts.length < mostEntries) {
      resize((int) Math.min(mostEntries, counts.length * 2L));
      return;
    }
    forget();
  }

  private void resize(int capacity) {
    grams = Arrays.copyOf(grams, capacity * WIDTH);
    counts = Arrays.copyOf(counts, capacity);
    sessions = Arrays.copyOf(sessions, capacity);
    lastSession = Arrays.copyOf(lastSession, capacity);
    slots = emptySlots(capacity);
    index();
  }

  private void index() {
    int[] gram = new int[WIDTH];
    for (int entry = 0; entry < entries; entry++) {
      System.arraycopy(grams, entry * WIDTH, gram, 0, WIDTH);
      slots[slotOf(gram)] = entry;
    }
  }

  /** Drops the half that the fewest sessions have shown, of those the longest unseen. */
  private void forget() {
    long[] worth = new long[entries];
    Arrays.setAll(worth, entry -> ((long) sessions[entry] << Integer.SIZE) | lastSession[entry]);
    long[] sorted = worth.clone();
    Arrays.sort(sorted);
    long bar = sorted[entries / 2];
    int kept = 0;
    for (int entry = 0; entry < entries; entry++) {
      if (worth[entry] > bar) {
        System.arraycopy(grams, entry * WIDTH, grams, kept * WIDTH, WIDTH);
        counts[kept] = counts[entry];
        sessions[kept] = sessions[entry];
        lastSession[kept] = lastSession[entry];
        kept++;
      }
    }
    entries = kept;
    Arrays.fill(slots, NONE);
    index();
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
    for (int entry = 0; entry < entries; entry++) {
      if (lengthOf(entry) == length
          && grams[entry * WIDTH + WIDTH - 1] != NONE
          && sessions[entry] >= fewestSessions
          && counts[entry] >= fewestCounts) {
        chosen.add(entry);
      }
    }
    chosen.sort((a, b) -> order(a, b, length));
    return new LevelArrays(length, chosen.size()).fill(chosen);
  }

  private int lengthOf(int entry) {
    int length = 0;
    while (length < NgramTable.LONGEST_CONTEXT && grams[entry * WIDTH + length] != NONE) {
      length++;
    }
    return length;
  }

  /** Contexts ascending, then the most frequent, then tokens ascending. */
  private int order(int a, int b, int length) {
    int byContext =
        Arrays.compare(grams, a * WIDTH, a * WIDTH + length, grams, b * WIDTH, b * WIDTH + length);
    if (byContext != 0) {
      return byContext;
    }
    int byCount = Integer.compare(counts[b], counts[a]);
    return byCount != 0
        ? byCount
        : Integer.compare(grams[a * WIDTH + WIDTH - 1], grams[b * WIDTH + WIDTH - 1]);
  }

  /** The arrays of a level while they are filled. */
  private final class LevelArrays {
    private final int length;
    private final int[] contexts;
    private final int[] starts;
    private final int[] totals;
    private final int[] tokens;
    private final int[] tokenCounts;
    private int rows;

    LevelArrays(int length, int continuations) {
      this.length = length;
      this.contexts = new int[continuations * length];
      this.starts = new int[continuations + 1];
      this.totals = new int[continuations];
      this.tokens = new int[continuations];
      this.tokenCounts = new int[continuations];
    }

    NgramTable.Level fill(List<Integer> chosen) {
      for (int i = 0; i < chosen.size(); i++) {
        int entry = chosen.get(i);
        if (i == 0 || !sameContext(chosen.get(i - 1), entry)) {
          starts[rows] = i;
          totals[rows] = total(entry);
          System.arraycopy(grams, entry * WIDTH, contexts, rows * length, length);
          rows++;
        }
        tokens[i] = grams[entry * WIDTH + WIDTH - 1];
        tokenCounts[i] = counts[entry];
      }
      starts[rows] = chosen.size();
      return new NgramTable.Level(
          Arrays.copyOf(contexts, rows * length),
          Arrays.copyOf(starts, rows + 1),
          Arrays.copyOf(totals, rows),
          tokens,
          tokenCounts);
    }

    private boolean sameContext(int a, int b) {
      return Arrays.equals(
          grams, a * WIDTH, a * WIDTH + length, grams, b * WIDTH, b * WIDTH + length);
    }

    /** A context is shown by at least the sessions that show a continuation, so it is there. */
    private int total(int entry) {
      int[] context = new int[WIDTH];
      Arrays.fill(context, NONE);
      System.arraycopy(grams, entry * WIDTH, context, 0, length);
      return counts[slots[slotOf(context)]];
    }
  }
}
