package io.vsd.engine.training;

/**
 * Learning rate as a function of the optimiser step alone: linear warm-up, then constant or a
 * cosine down to a floor.
 *
 * @param peak after the warm-up
 * @param warmupSteps steps until the peak
 * @param decayUntilStep step at which the floor is reached; 0 for a constant rate
 * @param floor fraction of the peak that remains at the end, 0 to 1
 */
public record LearningRate(double peak, long warmupSteps, long decayUntilStep, double floor) {

  public LearningRate {
    if (!(peak > 0) || warmupSteps < 0 || decayUntilStep < 0 || !(floor >= 0 && floor <= 1)) {
      throw new IllegalArgumentException(
          "learning rate %s, warm-up %d, decay until %d, floor %s is out of range"
              .formatted(peak, warmupSteps, decayUntilStep, floor));
    }
  }

  /** The same rate at every step. */
  public static LearningRate constant(double rate) {
    return new LearningRate(rate, 0, 0, 1);
  }

  /** The rate of a step, the first being 1. */
  public double at(long step) {
    double warm = step < warmupSteps ? (double) step / warmupSteps : 1.0;
    if (decayUntilStep <= warmupSteps || step <= warmupSteps) {
      return peak * warm;
    }
    double done = Math.min(1.0, (double) (step - warmupSteps) / (decayUntilStep - warmupSteps));
    double cosine = 0.5 * (1 + StrictMath.cos(Math.PI * done));
    return peak * (floor + (1 - floor) * cosine);
  }
}
