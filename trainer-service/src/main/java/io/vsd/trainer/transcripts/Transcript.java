package io.vsd.trainer.transcripts;

import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.training.TargetTexts;

/**
 * One recorded answer of the target.
 *
 * @param id unique name
 * @param domain kind of prompt
 * @param temperature it was chosen at
 * @param promptTokens prompt in the target's tokens
 * @param answerTokens what the target wrote
 */
record Transcript(
    String id, String domain, double temperature, int[] promptTokens, int[] answerTokens) {

  /** As the target reads it. */
  TargetTexts.Text text() {
    return new TargetTexts.Text(promptTokens, answerTokens, SamplingParameters.greedy());
  }
}
