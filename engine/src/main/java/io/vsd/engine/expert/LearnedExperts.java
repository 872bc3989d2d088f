package io.vsd.engine.expert;

/**
 * What a checkpoint holds beside its network.
 *
 * @param table what the target wrote after which tokens
 * @param mixture how far each expert is to be trusted
 */
public record LearnedExperts(NgramTable table, Mixture mixture) {

  private static final LearnedExperts NONE =
      new LearnedExperts(NgramTable.empty(), Mixture.untrained());

  /** Nothing was learned: no table, and trust as it was found on other drafts. */
  public static LearnedExperts none() {
    return NONE;
  }
}
