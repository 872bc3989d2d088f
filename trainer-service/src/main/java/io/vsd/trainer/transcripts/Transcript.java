package io.vsd.trainer.transcripts;

import java.util.Arrays;

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

  /** Prompt and answer. */
  int[] tokens() {
    int[] all = Arrays.copyOf(promptTokens, promptTokens.length + answerTokens.length);
    System.arraycopy(answerTokens, 0, all, promptTokens.length, answerTokens.length);
    return all;
  }
}
