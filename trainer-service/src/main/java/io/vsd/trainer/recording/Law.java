package io.vsd.trainer.recording;

/**
 * The head of a next-token law of the target: likeliest tokens first, natural logs at temperature
 * 1, the mass outside being {@code 1 - sum(exp)}.
 *
 * @param tokens {@code int32[K]}
 * @param logProbs {@code float32[K]}
 */
public record Law(int[] tokens, float[] logProbs) {

  /** Checks that both arrays describe the same tokens. */
  public Law {
    if (tokens.length != logProbs.length) {
      throw new IllegalArgumentException(
          tokens.length + " tokens with " + logProbs.length + " log-probabilities");
    }
  }

  long bytes() {
    return 32L + 8L * tokens.length;
  }
}
