package io.vsd.trainer.promotion;

/**
 * When a promoted draft is taken back.
 *
 * @param minRounds rounds that parent and child each need in the domains they share
 * @param margin acceptance length by which the child may stay behind
 */
public record WatchRule(long minRounds, double margin) {

  private static final double TWO_SIDED_95 = 1.96;

  /**
   * Whether a draft that nothing served before does not pay: even the upper end of its realised
   * acceptance length stays behind the cost of its rounds by more than the margin.
   *
   * @param roundCost plain rounds that one of its rounds costs
   */
  public boolean rollsBackToPlain(RealisedAcceptance draft, double roundCost) {
    return draft.rounds() >= minRounds
        && draft.sessions() > 1
        && draft.acceptanceLength() + TWO_SIDED_95 * Math.sqrt(draft.meanVariance())
            < roundCost - margin;
  }

  /**
   * Rolls back when even the upper end of the difference child minus parent, weighted by the
   * child's domains, is below {@code -margin}.
   */
  public boolean rollsBack(RealisedAcceptance parent, RealisedAcceptance child) {
    long shared = 0;
    long parentRounds = 0;
    for (String domain : child.domains()) {
      if (parent.of(domain).sessions() > 1 && child.of(domain).sessions() > 1) {
        shared += child.of(domain).rounds();
        parentRounds += parent.of(domain).rounds();
      }
    }
    if (shared < minRounds || parentRounds < minRounds) {
      return false;
    }
    double difference = 0;
    double variance = 0;
    for (String domain : child.domains()) {
      RealisedAcceptance.Moments before = parent.of(domain);
      RealisedAcceptance.Moments after = child.of(domain);
      if (before.sessions() > 1 && after.sessions() > 1) {
        double weight = (double) after.rounds() / shared;
        difference += weight * (after.mean() - before.mean());
        variance += weight * weight * (after.meanVariance() + before.meanVariance());
      }
    }
    return difference + TWO_SIDED_95 * Math.sqrt(variance) < -margin;
  }
}
