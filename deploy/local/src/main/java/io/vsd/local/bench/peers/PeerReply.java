package io.vsd.local.bench.peers;

import java.util.List;

/**
 * What a contender wrote behind a prompt.
 *
 * @param tokens the tokens in order, an end token included
 * @param prefillSeconds from the request to its first token
 * @param decodeSeconds from the first token to the last
 */
record PeerReply(List<Integer> tokens, double prefillSeconds, double decodeSeconds) {
  PeerReply {
    tokens = List.copyOf(tokens);
    if (tokens.isEmpty() || !(prefillSeconds > 0) || !(decodeSeconds >= 0)) {
      throw new IllegalArgumentException(
          "a reply of %d tokens, first after %s s, the rest in %s s"
              .formatted(tokens.size(), prefillSeconds, decodeSeconds));
    }
  }

  /** Tokens a second behind the first one; NaN where there is none. */
  double decodeTokensPerSecond() {
    return tokens.size() > 1 && decodeSeconds > 0
        ? (tokens.size() - 1) / decodeSeconds
        : Double.NaN;
  }

  /** Tokens of the prompt a second, the first token's choice included. */
  double prefillTokensPerSecond(int promptTokens) {
    return promptTokens / prefillSeconds;
  }
}
