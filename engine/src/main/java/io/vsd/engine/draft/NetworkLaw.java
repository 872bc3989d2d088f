package io.vsd.engine.draft;

import io.vsd.engine.expert.ExpertKind;
import io.vsd.engine.expert.ExpertLaw;
import io.vsd.engine.tokentree.Candidates;

/**
 * What the network expects below one node. The evidence is its likeliest token's probability, and
 * whether the row was the target's (depth 1) or the network's own. Valid as long as its rows are.
 */
final class NetworkLaw implements ExpertLaw {
  private static final double[] SURE = {0.1, 0.3, 0.5, 0.7, 0.9};

  private final Candidates candidates;
  private final float[] logits;
  private final int from;
  private final int[] draftIdOf;
  private final double logSum;
  private final int evidence;

  /**
   * A row's law.
   *
   * @param candidates its best children
   * @param logits fp32 [rows, draft vocab], not copied
   * @param row among them
   * @param vocabulary of the draft
   * @param depth of the children
   */
  NetworkLaw(Candidates candidates, float[] logits, int row, Vocabulary vocabulary, int depth) {
    this.candidates = candidates;
    this.logits = logits;
    this.from = row * vocabulary.size();
    this.draftIdOf = vocabulary.draftIdOf();
    int first = candidates.tokenIds()[0];
    this.logSum = (double) logits[from + draftIdOf[first]] - candidates.logProbs()[0];
    double top = Double.NEGATIVE_INFINITY;
    for (float logProb : candidates.logProbs()) {
      top = Math.max(top, logProb);
    }
    this.evidence = evidence(StrictMath.exp(top), depth);
  }

  /** Which draft id stands for a token of the target. */
  record Vocabulary(int size, int[] draftIdOf) {

    /** The reverse of a draft's map; -1 where there is no draft id. */
    static Vocabulary of(int[] draftTokens, int vocabSize) {
      int[] draftIdOf = new int[vocabSize];
      java.util.Arrays.fill(draftIdOf, -1);
      for (int i = 0; i < draftTokens.length; i++) {
        draftIdOf[draftTokens[i]] = i;
      }
      return new Vocabulary(draftTokens.length, draftIdOf);
    }
  }

  private static int evidence(double top, int depth) {
    int sure = 0;
    while (sure < SURE.length && top >= SURE[sure]) {
      sure++;
    }
    int level = 1 + (depth == 1 ? 0 : SURE.length + 1) + sure;
    assert level < ExpertKind.NETWORK.evidenceLevels();
    return level;
  }

  @Override
  public int evidence() {
    return evidence;
  }

  @Override
  public int[] candidates() {
    return candidates.tokenIds();
  }

  @Override
  public double probability(int token) {
    int id = token >= 0 && token < draftIdOf.length ? draftIdOf[token] : -1;
    return id < 0 ? 0 : Math.min(1, StrictMath.exp(logits[from + id] - logSum));
  }
}
