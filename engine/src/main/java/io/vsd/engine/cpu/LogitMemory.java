package io.vsd.engine.cpu;

import java.util.ArrayDeque;

/** Memory for logits that forwards lease and their results give back. One owner thread. */
final class LogitMemory {
  private static final int KEPT = 4;

  private final int vocabSize;
  private final ArrayDeque<float[]> free = new ArrayDeque<>();

  LogitMemory(int vocabSize) {
    this.vocabSize = vocabSize;
  }

  /** Memory of at least {@code rows} rows for this many results. */
  Lease lease(int rows, int holders) {
    float[] memory = free.isEmpty() ? new float[0] : free.pop();
    return new Lease(Team.atLeast(memory, rows * vocabSize), holders);
  }

  /** Memory until its last holder closes it. */
  final class Lease implements AutoCloseable {
    private final float[] values;
    private int holders;

    private Lease(float[] values, int holders) {
      this.values = values;
      this.holders = holders;
    }

    /** Logits, row after row. */
    float[] values() {
      return values;
    }

    /** Logits of a row. */
    int width() {
      return vocabSize;
    }

    @Override
    public void close() {
      holders--;
      if (holders == 0 && free.size() < KEPT) {
        free.push(values);
      }
    }
  }
}
