package io.vsd.engine.training;

import io.vsd.engine.decoding.SamplingParameters;

/**
 * One text that the target wrote, with the target's features of it: everything a training step
 * needs.
 *
 * @param tokens [L] prompt and answer
 * @param features fp16 little-endian [L, 3H]; the last two rows are never read
 * @param firstAnswerPosition index of the first answer token, 1 to L-1
 * @param lawTokens [L - firstAnswerPosition][K] the target's likeliest tokens, best first, of the
 *     law that chose {@code tokens[firstAnswerPosition + k]}; a row, or all, may be empty
 * @param lawLogProbs their log-probabilities at temperature 1, same shape
 * @param sampling what chose the answer
 */
public record TrainingSequence(
    int[] tokens,
    byte[] features,
    int firstAnswerPosition,
    int[][] lawTokens,
    float[][] lawLogProbs,
    SamplingParameters sampling) {

  private static final int[] NO_TOKENS = {};
  private static final float[] NO_LOG_PROBS = {};

  /** Checks lengths against each other. */
  public TrainingSequence {
    if (firstAnswerPosition < 1 || firstAnswerPosition > tokens.length) {
      throw new IllegalArgumentException(
          "first answer position %d is outside 1..%d"
              .formatted(firstAnswerPosition, tokens.length));
    }
    if (tokens.length == 0 || features.length % tokens.length != 0) {
      throw new IllegalArgumentException(
          "%d feature bytes do not divide into %d rows".formatted(features.length, tokens.length));
    }
    int answer = tokens.length - firstAnswerPosition;
    if (lawTokens.length != lawLogProbs.length
        || (lawTokens.length != 0 && lawTokens.length != answer)) {
      throw new IllegalArgumentException(
          "%d and %d laws for %d answer tokens"
              .formatted(lawTokens.length, lawLogProbs.length, answer));
    }
  }

  /** Number of answer tokens. */
  public int answerTokens() {
    return tokens.length - firstAnswerPosition;
  }

  /** Draft predictions that the answer holds: all of its tokens but the first. */
  int predictions() {
    return Math.max(0, answerTokens() - 1);
  }

  int[] lawTokensAt(int position) {
    return lawTokens.length == 0 ? NO_TOKENS : lawTokens[position - firstAnswerPosition];
  }

  float[] lawLogProbsAt(int position) {
    return lawTokens.length == 0 ? NO_LOG_PROBS : lawLogProbs[position - firstAnswerPosition];
  }
}
