package io.vsd.trainer.loop;

import java.time.Duration;

/**
 * Tells what drafting costs. A measurement, so its answer is written into the evaluation that it
 * decided on.
 */
@FunctionalInterface
public interface RoundCosts {

  /**
   * Plain rounds that one round with a proposal costs.
   *
   * @param drafting time that the draft takes for one round
   */
  double roundCost(Duration drafting);
}
