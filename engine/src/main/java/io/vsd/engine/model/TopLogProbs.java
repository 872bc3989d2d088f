package io.vsd.engine.model;

import io.vsd.engine.decoding.TokenLaw;

/**
 * The likeliest tokens of one row.
 *
 * @param tokenIds token ids, likeliest first
 * @param logProbs their natural log-probabilities under the whole vocabulary, unfiltered and at
 *     temperature 1
 */
public record TopLogProbs(int[] tokenIds, float[] logProbs) {

  /** The {@code k} likeliest tokens of a law. */
  public static TopLogProbs of(TokenLaw law, int k) {
    int[] ids = law.likeliest(k);
    float[] logProbs = new float[k];
    for (int i = 0; i < k; i++) {
      logProbs[i] = (float) law.logProb(ids[i]);
    }
    return new TopLogProbs(ids, logProbs);
  }
}
