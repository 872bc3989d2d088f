package io.vsd.engine.expert;

import java.util.Arrays;

/**
 * Expects what an {@link NgramTable} has counted. Longer contexts are trusted over shorter ones by
 * their counts: {@code p_n(y) = (c_n(y) + μ p_(n-1)(y)) / (N_n + μ)}, from nothing at n = 0.
 *
 * <p>The evidence is the longest known context, how often it was seen, and how sure the law is.
 */
public final class TableExpert implements Expert {
  /** Levels of evidence: none, then by context, its frequency and the likeliest token. */
  static final int LEVELS = 1 + 3 * 2 * 3;

  private static final double BACK_OFF = 1.5;
  private static final int MOST_CANDIDATES = 16;
  private static final int OF_A_CONTEXT = 8;
  private static final int OFTEN = 12;

  private final NgramTable table;

  /** An expert of that table. */
  public TableExpert(NgramTable table) {
    this.table = table;
  }

  @Override
  public ExpertLaw after(NodeText text) {
    Blend blend = new Blend();
    int longest = Math.min(NgramTable.LONGEST_CONTEXT, text.length());
    for (int length = 1; length <= longest; length++) {
      int row = table.find(length, text);
      if (row < 0) {
        // A longer context that is known ends with a shorter one that is.
        break;
      }
      blend.add(table.level(length), length, row);
    }
    return blend.law();
  }

  private static final class Blend {
    private final int[] tokens = new int[MOST_CANDIDATES];
    private final double[] probabilities = new double[MOST_CANDIDATES];
    private int size;
    private int context;
    private int total;

    void add(NgramTable.Level level, int length, int row) {
      context = length;
      total = level.totals()[row];
      double scale = 1 / (total + BACK_OFF);
      for (int i = 0; i < size; i++) {
        probabilities[i] *= BACK_OFF * scale;
      }
      int from = level.starts()[row];
      int to = Math.min(level.starts()[row + 1], from + OF_A_CONTEXT);
      for (int i = from; i < to; i++) {
        add(level.tokens()[i], level.counts()[i] * scale);
      }
    }

    private void add(int token, double probability) {
      for (int i = 0; i < size; i++) {
        if (tokens[i] == token) {
          probabilities[i] += probability;
          return;
        }
      }
      if (size < MOST_CANDIDATES) {
        tokens[size] = token;
        probabilities[size++] = probability;
      }
    }

    ExpertLaw law() {
      if (size == 0) {
        return ExpertLaw.silent();
      }
      double top = 0;
      for (int i = 0; i < size; i++) {
        top = Math.max(top, probabilities[i]);
      }
      int often = total >= OFTEN ? 1 : 0;
      int sure = top < 0.3 ? 0 : top < 0.7 ? 1 : 2;
      int level = 1 + (2 * (context - 1) + often) * 3 + sure;
      return new SparseLaw(level, Arrays.copyOf(tokens, size), Arrays.copyOf(probabilities, size));
    }
  }
}
