package io.vsd.engine.training;

/** A step whose loss or gradient is not finite; the weights are those from before the step. */
public final class TrainingDivergedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TrainingDivergedException(String message) {
    super(message);
  }
}
