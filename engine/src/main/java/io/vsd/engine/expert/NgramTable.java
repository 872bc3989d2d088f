package io.vsd.engine.expert;

import java.util.List;

/**
 * What followed which tokens in texts that the target wrote: counts of n-grams by contexts of one
 * to {@value #LONGEST_CONTEXT} tokens, for a {@link TableExpert}. Immutable, thread safe, and made
 * by an {@link NgramCounter} or read from a checkpoint.
 */
public final class NgramTable {
  /** Tokens of the longest context. */
  public static final int LONGEST_CONTEXT = 3;

  private static final NgramTable EMPTY =
      new NgramTable(List.of(Level.NONE, Level.NONE, Level.NONE));

  private final List<Level> levels;

  /**
   * The contexts of one length.
   *
   * @param contexts [contexts * length] tokens, contexts ascending, each once
   * @param starts [contexts + 1] where a context's continuations start, growing from 0
   * @param totals [contexts] how often anything followed, at least the sum of the counts
   * @param tokens [continuations] what followed, within a context most frequent first, then
   *     ascending
   * @param counts [continuations] how often, at least 1
   */
  public record Level(int[] contexts, int[] starts, int[] totals, int[] tokens, int[] counts) {
    static final Level NONE =
        new Level(new int[0], new int[] {0}, new int[0], new int[0], new int[0]);
  }

  private NgramTable(List<Level> levels) {
    this.levels = List.copyOf(levels);
  }

  /** Knows nothing. */
  public static NgramTable empty() {
    return EMPTY;
  }

  /**
   * A table of checked arrays.
   *
   * @param levels by length of context, 1 first
   * @param vocabSize tokens are below it
   * @throws IllegalArgumentException naming the first fault: levels missing, arrays of lengths that
   *     disagree, a token outside the vocabulary, contexts out of order or repeated, a count below
   *     1, or counts beyond their total
   */
  public static NgramTable of(List<Level> levels, int vocabSize) {
    if (levels.size() != LONGEST_CONTEXT) {
      throw new IllegalArgumentException(
          "%d context lengths where %d belong".formatted(levels.size(), LONGEST_CONTEXT));
    }
    for (int i = 0; i < levels.size(); i++) {
      new TableCheck(levels.get(i), i + 1, vocabSize).require();
    }
    return new NgramTable(levels);
  }

  /** Arrays by length of context, 1 first; not to be changed. */
  public List<Level> levels() {
    return levels;
  }

  /** Continuations over all contexts. */
  public int entries() {
    return levels.stream().mapToInt(level -> level.tokens().length).sum();
  }

  /** Bytes that its arrays take. */
  public long bytes() {
    long ints = 0;
    for (Level level : levels) {
      ints += level.contexts().length + level.starts().length + level.totals().length;
      ints += 2L * level.tokens().length;
    }
    return 4 * ints;
  }

  /** Whether it knows nothing. */
  public boolean isEmpty() {
    return entries() == 0;
  }

  /** A table whose arrays are known to be right. */
  static NgramTable trusted(List<Level> levels) {
    return new NgramTable(levels);
  }

  /**
   * The row of the context that ends the text, or -1.
   *
   * @param length of the context; the text is at least that long
   */
  int find(int length, NodeText text) {
    Level level = levels.get(length - 1);
    int low = 0;
    int high = level.totals().length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = compare(level, middle, length, text);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  private static int compare(Level level, int row, int length, NodeText text) {
    for (int i = 0; i < length; i++) {
      int order = Integer.compare(level.contexts()[row * length + i], text.fromEnd(length - 1 - i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  Level level(int length) {
    return levels.get(length - 1);
  }
}
