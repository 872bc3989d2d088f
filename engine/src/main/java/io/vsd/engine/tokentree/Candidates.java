package io.vsd.engine.tokentree;

import java.util.List;

/**
 * Possible children of one node, in any order and each token at most once.
 *
 * @param tokenIds target token ids
 * @param scores what ranks them: log-scores whose sum along a path is the path's score; log q at
 *     temperature 0, the noise-coupled log-score otherwise
 * @param logProbs natural log of the draft's probability q given the parent; carried along, never
 *     ranks
 */
public record Candidates(int[] tokenIds, float[] scores, float[] logProbs) {
  public Candidates {
    if (tokenIds.length != scores.length || tokenIds.length != logProbs.length) {
      throw new IllegalArgumentException(
          "candidate arrays differ in length: "
              + List.of(tokenIds.length, scores.length, logProbs.length));
    }
  }

  public int size() {
    return tokenIds.length;
  }
}
