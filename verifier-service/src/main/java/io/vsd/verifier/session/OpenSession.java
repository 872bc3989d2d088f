package io.vsd.verifier.session;

import io.vsd.engine.decoding.SamplingParameters;
import java.util.Set;

/**
 * The command that opens a session.
 *
 * @param sessionId id of the request, kept when it moves to another verifier
 * @param tokenIds prompt followed by the tokens committed before
 * @param promptLength how many of them are the prompt
 * @param sampling how tokens are chosen
 * @param maxTokens generated tokens to stop after, earlier ones included
 * @param stopTokenIds tokens that end the text
 * @param domain free label of the traffic
 * @param tenant whose request it is, empty for the default tenant
 * @param consent how much may be logged
 * @param expectedFingerprint target that the caller was made for, empty for any
 * @param features whether the caller wants features
 */
public record OpenSession(
    String sessionId,
    int[] tokenIds,
    int promptLength,
    SamplingParameters sampling,
    int maxTokens,
    Set<Integer> stopTokenIds,
    String domain,
    String tenant,
    ConsentMode consent,
    String expectedFingerprint,
    boolean features) {
  public OpenSession {
    stopTokenIds = Set.copyOf(stopTokenIds);
  }

  /** Tokens generated before this opening. */
  public int generatedBefore() {
    return tokenIds.length - promptLength;
  }

  /** Total tokens at which the text ends at the latest. */
  public int tokenLimit(int maxContextTokens) {
    return (int) Math.min((long) promptLength + maxTokens, maxContextTokens);
  }
}
