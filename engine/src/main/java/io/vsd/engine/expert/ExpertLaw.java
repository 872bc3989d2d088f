package io.vsd.engine.expert;

/**
 * What one expert expects next: probabilities of few tokens, each named once. What they lack to 1
 * is spread over tokens that the expert does not know.
 */
public interface ExpertLaw {

  /**
   * How well founded it is: an index below {@link ExpertKind#evidenceLevels}; 0 where the expert
   * has nothing to say.
   */
  int evidence();

  /** Its candidates, at most a handful; not to be changed. */
  int[] candidates();

  /** Probability of a token at temperature 1, also of one that is no candidate. */
  double probability(int token);

  /** Nothing to say. */
  static ExpertLaw silent() {
    return SparseLaw.SILENT;
  }
}
