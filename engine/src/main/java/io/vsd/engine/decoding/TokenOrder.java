package io.vsd.engine.decoding;

/**
 * A leading part of the vocabulary in the order (logit descending, id ascending), described by its
 * last member, so that no sorting is needed.
 */
final class TokenOrder {
  private final float[] logits;
  private final float lastLogit;
  private final int lastId;

  private TokenOrder(float[] logits, float lastLogit, int lastId) {
    this.logits = logits;
    this.lastLogit = lastLogit;
    this.lastId = lastId;
  }

  static TokenOrder all(float[] logits) {
    return new TokenOrder(logits, Float.NEGATIVE_INFINITY, Integer.MAX_VALUE);
  }

  /**
   * The first {@code count} tokens, 1 or more and fewer than all; two histogram passes over the
   * logits' bits.
   */
  static TokenOrder top(float[] logits, int count) {
    int[] high = new int[1 << 16];
    for (float logit : logits) {
      high[sortable(logit) >>> 16]++;
    }
    int wanted = count;
    int bucket = high.length - 1;
    while (high[bucket] < wanted) {
      wanted -= high[bucket--];
    }
    int[] low = new int[1 << 16];
    for (float logit : logits) {
      if (sortable(logit) >>> 16 == bucket) {
        low[sortable(logit) & 0xFFFF]++;
      }
    }
    int rest = low.length - 1;
    while (low[rest] < wanted) {
      wanted -= low[rest--];
    }
    int last = bucket << 16 | rest;
    for (int v = 0; ; v++) {
      if (sortable(logits[v]) == last && --wanted == 0) {
        return new TokenOrder(logits, logits[v], v);
      }
    }
  }

  boolean contains(int id) {
    return logits[id] > lastLogit || (logits[id] == lastLogit && id <= lastId);
  }

  /** The tokens ranked before {@code id}. */
  TokenOrder before(int id) {
    return new TokenOrder(logits, logits[id], id - 1);
  }

  /** Mass of the tokens ranked before {@code id}, added in id order. */
  double massBefore(int id, double[] mass) {
    TokenOrder before = before(id);
    double sum = 0;
    for (int v = 0; v < mass.length; v++) {
      if (before.contains(v)) {
        sum += mass[v];
      }
    }
    return sum;
  }

  /** Bits that compare, as unsigned integers, like the floats; both zeros are one value. */
  private static int sortable(float value) {
    int bits = Float.floatToIntBits(value + 0.0f);
    return bits < 0 ? ~bits : bits | Integer.MIN_VALUE;
  }
}
