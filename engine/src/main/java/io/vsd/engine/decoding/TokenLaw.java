package io.vsd.engine.decoding;

/**
 * The target's law after one row of its logits: their softmax at temperature 1, unfiltered. What
 * the log holds of it is the same whatever the row was computed beside, as the row's bits are.
 */
public final class TokenLaw {
  private static final int BLOCK = 1024;

  private final float[] logits;
  private final double logSumExp;

  private TokenLaw(float[] logits, double logSumExp) {
    this.logits = logits;
    this.logSumExp = logSumExp;
  }

  /**
   * The law of a row.
   *
   * @param logits [vocab]; not copied, so it must not change any more
   */
  public static TokenLaw of(float[] logits) {
    float top = Float.NEGATIVE_INFINITY;
    for (float logit : logits) {
      top = Math.max(top, logit);
    }
    return new TokenLaw(logits, top + StrictMath.log(mass(logits, top)));
  }

  /** Sum of exp(logit - top), in blocks that stay in the cache. */
  private static double mass(float[] logits, float top) {
    double[] block = new double[BLOCK];
    double sum = 0;
    for (int start = 0; start < logits.length; start += BLOCK) {
      int count = Math.min(BLOCK, logits.length - start);
      for (int i = 0; i < count; i++) {
        block[i] = (double) logits[start + i] - top;
      }
      Exponential.replace(block, count);
      sum += sum(block, count);
    }
    return sum;
  }

  /** Four sums side by side: one would wait for every addition. */
  private static double sum(double[] values, int count) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i + 3 < count; i += 4) {
      a += values[i];
      b += values[i + 1];
      c += values[i + 2];
      d += values[i + 3];
    }
    for (; i < count; i++) {
      a += values[i];
    }
    return (a + b) + (c + d);
  }

  /** Log of the sum of the exponentials of all logits. */
  public double logSumExp() {
    return logSumExp;
  }

  /**
   * Natural log-probability of a token.
   *
   * @throws IllegalArgumentException when the vocabulary does not hold it
   */
  public double logProb(int token) {
    if (token < 0 || token >= logits.length) {
      throw new IllegalArgumentException(
          "token id " + token + " is not within 0.." + (logits.length - 1));
    }
    return logits[token] - logSumExp;
  }

  /**
   * The {@code count} likeliest tokens, likeliest first, of equal ones the lower id first.
   *
   * @throws IllegalArgumentException when {@code count} is not within 1..vocab
   */
  public int[] likeliest(int count) {
    if (count < 1 || count > logits.length) {
      throw new IllegalArgumentException("count is " + count + ", not within 1.." + logits.length);
    }
    return new TokenOrder(logits).ranked(count);
  }
}
