package io.vsd.engine.cpu;

import io.vsd.engine.draft.Ranking;
import io.vsd.engine.tokentree.Candidates;

/**
 * The best draft tokens of a row. At temperature 0 they rank by log q. Above, by log_softmax(log q
 * / T + g) with g = -log(-log u), which is the logarithm of q^(1/T) / -log u over its sum: one
 * logarithm for each token serves all rows of a depth. Ties go to the lower token.
 */
final class CandidateRanking {
  private final double temperature;
  private final int[] draftTokens;
  private final int kept;
  private final float[] noise;
  private final float[] weights;
  private final int[] best;
  private final float[] bestValues;

  /**
   * A ranking for the rows of one position.
   *
   * @param draftTokens target id of each draft id
   * @param kept candidates of a row, at most all
   */
  CandidateRanking(Ranking ranking, int[] draftTokens, int kept) {
    this.temperature = ranking.temperature();
    this.draftTokens = draftTokens;
    this.kept = kept;
    this.noise = noise(ranking.uniforms());
    this.weights = new float[draftTokens.length];
    this.best = new int[kept];
    this.bestValues = new float[kept];
  }

  /** One over the exponential variate behind each uniform: the exponential of its Gumbel noise. */
  private static float[] noise(double[] uniforms) {
    float[] noise = new float[uniforms.length];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (float) (-1 / Logarithm.of(uniforms[i]));
    }
    return noise;
  }

  /** The candidates of a row of logits. */
  Candidates of(float[] logits, int from) {
    int vocab = draftTokens.length;
    float top = Kernels.ROWS.max(logits, from, vocab);
    double logMass = StrictMath.log(mass(logits, from, top, 1));
    boolean coupled = temperature > 0;
    double logSum = 0;
    if (coupled) {
      logSum = StrictMath.log(coupledMass(logits, from, top));
      select(weights, 0);
    } else {
      select(logits, from);
    }
    int[] ids = new int[kept];
    float[] scores = new float[kept];
    float[] logProbs = new float[kept];
    for (int i = 0; i < kept; i++) {
      ids[i] = draftTokens[best[i]];
      logProbs[i] = (float) Math.min(0, (double) logits[from + best[i]] - top - logMass);
      scores[i] =
          coupled ? (float) Math.min(0, StrictMath.log(bestValues[i]) - logSum) : logProbs[i];
    }
    return new Candidates(ids, scores, logProbs);
  }

  /** Fills the weights with exp((logit - top) / T); returns their sum. */
  private float mass(float[] logits, int from, float top, double divisor) {
    int vocab = draftTokens.length;
    float scale = (float) (1 / divisor);
    for (int i = 0; i < vocab; i++) {
      weights[i] = (logits[from + i] - top) * scale;
    }
    return Kernels.exponentials(weights, vocab, 0);
  }

  private double coupledMass(float[] logits, int from, float top) {
    mass(logits, from, top, temperature);
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i < weights.length; i++) {
      weights[i] *= noise[i];
    }
    // Four sums side by side: one would wait for every addition.
    for (i = 0; i + 3 < weights.length; i += 4) {
      a += weights[i];
      b += weights[i + 1];
      c += weights[i + 2];
      d += weights[i + 3];
    }
    for (; i < weights.length; i++) {
      a += weights[i];
    }
    return (a + b) + (c + d);
  }

  /** Keeps the largest values, largest first. */
  private void select(float[] values, int from) {
    int count = 0;
    for (int i = 0; i < draftTokens.length; i++) {
      float value = values[from + i];
      if (count == kept && !(value > bestValues[kept - 1])) {
        continue;
      }
      int hole = count < kept ? count++ : kept - 1;
      while (hole > 0 && value > bestValues[hole - 1]) {
        best[hole] = best[hole - 1];
        bestValues[hole] = bestValues[hole - 1];
        hole--;
      }
      best[hole] = i;
      bestValues[hole] = value;
    }
  }
}
