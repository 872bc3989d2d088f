package io.vsd.engine.expert;

import java.util.Arrays;

/**
 * N-grams with their counts, found by hash. Bounded: where it is full, the half that the fewest
 * sessions have shown is dropped, of those the longest unseen. Entries are numbered in the order in
 * which they came. Not thread safe.
 */
final class NgramEntries {
  /** Tokens of an entry: a context, and what followed it. */
  static final int WIDTH = NgramTable.LONGEST_CONTEXT + 1;

  /** Stands where a shorter context has no token, and for "anything" where a context is counted. */
  static final int NONE = -1;

  private final int most;
  private int[] grams;
  private int[] counts;
  private int[] sessions;
  private int[] lastSession;
  private int[] slots;
  private int size;

  /** None yet, and never more than so many; each takes up to 48 bytes. */
  NgramEntries(int most) {
    this.most = most;
    int capacity = Math.min(most, 1024);
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

  int size() {
    return size;
  }

  int token(int entry, int place) {
    return grams[entry * WIDTH + place];
  }

  int count(int entry) {
    return counts[entry];
  }

  int sessions(int entry) {
    return sessions[entry];
  }

  int lastSession(int entry) {
    return lastSession[entry];
  }

  /** Tokens of the context of an entry. */
  int contextLength(int entry) {
    int length = 0;
    while (length < NgramTable.LONGEST_CONTEXT && token(entry, length) != NONE) {
      length++;
    }
    return length;
  }

  /** Counts an n-gram that a session shows. */
  void count(int[] gram, int session) {
    int entry = entryOf(gram);
    counts[entry] = counts[entry] == Integer.MAX_VALUE ? counts[entry] : counts[entry] + 1;
    if (lastSession[entry] != session) {
      lastSession[entry] = session;
      sessions[entry]++;
    }
  }

  /** Sets what is known of an n-gram. */
  void put(int[] gram, int count, int shownBy, int lastShownBy) {
    int entry = entryOf(gram);
    counts[entry] = count;
    sessions[entry] = shownBy;
    lastSession[entry] = lastShownBy;
  }

  /** The entry of an n-gram, {@link #NONE} if there is none. */
  int find(int[] gram) {
    return slots[slotOf(gram)];
  }

  /** Contexts compared token by token. */
  int compareContexts(int a, int b, int length) {
    return Arrays.compare(
        grams, a * WIDTH, a * WIDTH + length, grams, b * WIDTH, b * WIDTH + length);
  }

  private int entryOf(int[] gram) {
    int slot = slotOf(gram);
    int entry = slots[slot];
    if (entry == NONE) {
      if (size == counts.length) {
        makeRoom();
        slot = slotOf(gram);
      }
      entry = size++;
      slots[slot] = entry;
      System.arraycopy(gram, 0, grams, entry * WIDTH, WIDTH);
      counts[entry] = 0;
      sessions[entry] = 0;
      lastSession[entry] = 0;
    }
    return entry;
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
    if (counts.length < most) {
      int capacity = (int) Math.min(most, counts.length * 2L);
      grams = Arrays.copyOf(grams, capacity * WIDTH);
      counts = Arrays.copyOf(counts, capacity);
      sessions = Arrays.copyOf(sessions, capacity);
      lastSession = Arrays.copyOf(lastSession, capacity);
      slots = emptySlots(capacity);
    } else {
      forget();
      Arrays.fill(slots, NONE);
    }
    index();
  }

  private void index() {
    int[] gram = new int[WIDTH];
    for (int entry = 0; entry < size; entry++) {
      System.arraycopy(grams, entry * WIDTH, gram, 0, WIDTH);
      slots[slotOf(gram)] = entry;
    }
  }

  private void forget() {
    long[] worth = new long[size];
    Arrays.setAll(worth, entry -> ((long) sessions[entry] << Integer.SIZE) | lastSession[entry]);
    long[] sorted = worth.clone();
    Arrays.sort(sorted);
    long bar = sorted[size / 2];
    int kept = 0;
    for (int entry = 0; entry < size; entry++) {
      if (worth[entry] > bar) {
        System.arraycopy(grams, entry * WIDTH, grams, kept * WIDTH, WIDTH);
        counts[kept] = counts[entry];
        sessions[kept] = sessions[entry];
        lastSession[kept] = lastSession[entry];
        kept++;
      }
    }
    size = kept;
  }
}
