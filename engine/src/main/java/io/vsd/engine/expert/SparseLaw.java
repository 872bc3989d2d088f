package io.vsd.engine.expert;

import java.util.Arrays;

/**
 * A law that is known for its candidates alone.
 *
 * @param evidence level, 0 where there are no candidates
 * @param candidates token ids, each once
 * @param probabilities of the candidates; their sum is at most 1
 */
record SparseLaw(int evidence, int[] candidates, double[] probabilities) implements ExpertLaw {

  static final SparseLaw SILENT = new SparseLaw(0, new int[0], new double[0]);

  /** What a law says of its candidates and of one more token. */
  static SparseLaw of(ExpertLaw law, int token) {
    if (law.evidence() == 0) {
      return SILENT;
    }
    int[] known = law.candidates();
    int[] tokens = known.clone();
    if (Arrays.stream(known).noneMatch(t -> t == token)) {
      tokens = Arrays.copyOf(known, known.length + 1);
      tokens[known.length] = token;
    }
    return new SparseLaw(
        law.evidence(), tokens, Arrays.stream(tokens).mapToDouble(law::probability).toArray());
  }

  @Override
  public double probability(int token) {
    for (int i = 0; i < candidates.length; i++) {
      if (candidates[i] == token) {
        return probabilities[i];
      }
    }
    return 0;
  }
}
