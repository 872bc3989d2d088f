package io.vsd.engine.decoding;

/**
 * Chooses the target's token at a position: argmax of logit/T + Gumbel noise over the filtered
 * vocabulary, which is a draw from the target's law at temperature T (Gumbel-max). At temperature 0
 * it is the plain argmax. Ties go to the lower id.
 *
 * <p>Filters, in this order: top-k keeps the first k tokens in the order (logit descending, id
 * ascending); top-p keeps of these the tokens before which less than topP of their mass lies in
 * that order, so at least one. Masses are {@link Exponential}s added in id order, so the result is
 * the same everywhere.
 *
 * <p>Cost is linear in the vocabulary. Noise is evaluated only where it could win: with k leading
 * one bits the uniform is at most 1 - 2^-(k+1), hence the noise at most (k+1)·ln 2; since rounding
 * is monotone a token whose bound stays below the best score so far cannot win, and leaving it out
 * is exact.
 */
public final class TokenChooser {
  // A little above ln 2, so that rounding of the logarithms cannot break the bound.
  private static final double LN2_ABOVE = 0.7;

  private final SamplingParameters parameters;

  /** A chooser for one request; stateless, so it may be shared. */
  public TokenChooser(SamplingParameters parameters) {
    this.parameters = parameters;
  }

  /**
   * Chooses a token.
   *
   * @param logits [vocab], -infinity for impossible tokens
   * @param position absolute position of the token being chosen
   * @throws IllegalArgumentException if a logit is NaN or +infinity, or none is finite
   */
  public int choose(float[] logits, long position) {
    int likeliest = argmax(logits);
    if (parameters.isGreedy() || parameters.topK() == 1) {
      return likeliest;
    }
    long key = GumbelNoise.key(parameters.seed(), position);
    TokenOrder order = new TokenOrder(logits);
    int[] kept = order.first(parameters.topK() == 0 ? logits.length : parameters.topK());
    int winner = race(logits, likeliest, key, kept);
    if (parameters.topP() >= 1) {
      return winner;
    }
    double[] mass = masses(logits, logits[likeliest], kept);
    double wanted = parameters.topP() * sum(mass);
    // A winner outside the nucleus cuts off itself and all ranked after it; the rest races again.
    int[] left = kept;
    while (massBefore(winner, order, kept, mass) >= wanted) {
      left = order.before(left, winner);
      winner = race(logits, likeliest, key, left);
    }
    return winner;
  }

  private int race(float[] logits, int likeliest, long key, int[] runners) {
    double top = logits[likeliest];
    double temperature = parameters.temperature();
    int winner = likeliest;
    double best = GumbelNoise.toGumbel(GumbelNoise.bits(key, likeliest));
    for (int v : runners) {
      double score = (logits[v] - top) / temperature;
      long bits = GumbelNoise.bits(key, v);
      if (score + (Long.numberOfLeadingZeros(~bits) + 1) * LN2_ABOVE < best) {
        continue;
      }
      score += GumbelNoise.toGumbel(bits);
      if (score > best || (score == best && v < winner)) {
        best = score;
        winner = v;
      }
    }
    return winner;
  }

  private double[] masses(float[] logits, double top, int[] kept) {
    double[] mass = new double[kept.length];
    for (int i = 0; i < mass.length; i++) {
      mass[i] = (logits[kept[i]] - top) / parameters.temperature();
    }
    Exponential.replace(mass, mass.length);
    return mass;
  }

  private static double massBefore(int id, TokenOrder order, int[] kept, double[] mass) {
    double sum = 0;
    for (int i = 0; i < kept.length; i++) {
      if (order.precedes(kept[i], id)) {
        sum += mass[i];
      }
    }
    return sum;
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }

  /** Two plain passes, which HotSpot vectorises; one pass that does both it would not. */
  private static int argmax(float[] logits) {
    float top = Float.NEGATIVE_INFINITY;
    for (float logit : logits) {
      top = Math.max(top, logit);
    }
    if (!(top < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(impossible(logits));
    }
    if (top == Float.NEGATIVE_INFINITY) {
      throw new IllegalArgumentException("no token has a finite logit");
    }
    int first = 0;
    while (logits[first] != top) {
      first++;
    }
    return first;
  }

  private static String impossible(float[] logits) {
    int v = 0;
    while (logits[v] < Float.POSITIVE_INFINITY) {
      v++;
    }
    return "logit of token " + v + " is " + logits[v];
  }
}
