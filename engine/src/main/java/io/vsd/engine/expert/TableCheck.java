package io.vsd.engine.expert;

/** Finds what is wrong with arrays that claim to be a level of an {@link NgramTable}. */
final class TableCheck {
  private final NgramTable.Level level;
  private final int length;
  private final int vocabSize;

  TableCheck(NgramTable.Level level, int length, int vocabSize) {
    this.level = level;
    this.length = length;
    this.vocabSize = vocabSize;
  }

  /**
   * Refuses a faulty level.
   *
   * @throws IllegalArgumentException naming the first fault
   */
  void require() {
    int contexts = level.totals().length;
    need(level.contexts().length == (long) contexts * length, "contexts and totals disagree");
    need(level.starts().length == contexts + 1, "starts and totals disagree");
    need(level.counts().length == level.tokens().length, "tokens and counts disagree");
    need(level.starts()[0] == 0, "the first context does not start at 0");
    need(level.starts()[contexts] == level.tokens().length, "starts and tokens disagree");
    tokens(level.contexts());
    tokens(level.tokens());
    for (int row = 0; row < contexts; row++) {
      need(level.starts()[row] < level.starts()[row + 1], "context %d is empty", row);
      need(row == 0 || ascends(row), "context %d is not behind the one before it", row);
      continuations(row);
    }
  }

  private void tokens(int[] tokens) {
    for (int token : tokens) {
      need(token >= 0 && token < vocabSize, "token %d is outside the vocabulary", token);
    }
  }

  private boolean ascends(int row) {
    for (int i = 0; i < length; i++) {
      int before = level.contexts()[(row - 1) * length + i];
      int here = level.contexts()[row * length + i];
      if (before != here) {
        return before < here;
      }
    }
    return false;
  }

  private void continuations(int row) {
    long sum = 0;
    for (int i = level.starts()[row]; i < level.starts()[row + 1]; i++) {
      int count = level.counts()[i];
      need(count >= 1, "a count is %d", count);
      need(i == level.starts()[row] || follows(i), "continuation %d is out of order", i);
      sum += count;
    }
    need(sum <= level.totals()[row], "counts of context %d exceed their total", row);
  }

  private boolean follows(int i) {
    int before = level.counts()[i - 1];
    int here = level.counts()[i];
    return before > here || (before == here && level.tokens()[i - 1] < level.tokens()[i]);
  }

  private void need(boolean holds, String fault, int... number) {
    if (!holds) {
      String named = number.length == 0 ? fault : fault.formatted(number[0]);
      throw new IllegalArgumentException(
          "n-gram table, contexts of %d: %s".formatted(length, named));
    }
  }
}
