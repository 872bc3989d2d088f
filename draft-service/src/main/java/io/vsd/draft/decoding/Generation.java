package io.vsd.draft.decoding;

import io.vsd.engine.decoding.SamplingParameters;

/**
 * One validated request for text.
 *
 * @param sessionId unique id, kept when the session moves between verifiers
 * @param promptIds tokens of the prompt, at least one; not copied, never written to
 * @param sampling how tokens are drawn
 * @param maxTokens generated tokens to stop after, at least one
 * @param stopTokenIds tokens that end the text
 * @param speculation whether a draft may propose
 * @param domain label of the traffic, may be empty
 * @param consent what may be logged
 * @param showTree whether each round's proposal goes back to the client
 */
public record Generation(
    String sessionId,
    int[] promptIds,
    SamplingParameters sampling,
    int maxTokens,
    int[] stopTokenIds,
    boolean speculation,
    String domain,
    RecordingConsent consent,
    boolean showTree) {

  /** Checks what the edge has promised. */
  public Generation {
    if (promptIds.length == 0) {
      throw new IllegalArgumentException("a prompt holds at least one token");
    }
    if (maxTokens < 1) {
      throw new IllegalArgumentException("maxTokens is at least 1, not " + maxTokens);
    }
  }
}
