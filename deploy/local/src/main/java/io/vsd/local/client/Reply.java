package io.vsd.local.client;

import io.vsd.proto.generation.v1.Finished;
import io.vsd.proto.generation.v1.Started;
import io.vsd.proto.generation.v1.Token;
import java.util.List;

/**
 * A whole reply.
 *
 * @param started its first message
 * @param tokens the generated tokens in order, a stop token included
 * @param text the text of the tokens
 * @param finished its last message
 */
public record Reply(Started started, List<Token> tokens, String text, Finished finished) {
  public Reply {
    tokens = List.copyOf(tokens);
  }

  /** Ids of the generated tokens. */
  public List<Integer> tokenIds() {
    return tokens.stream().map(Token::getId).toList();
  }

  /** Tokens a second from the first token on, so that prefill does not count; 0 if undefined. */
  public double decodeTokensPerSecond() {
    double seconds = finished.getSeconds() - finished.getFirstTokenSeconds();
    return tokens.size() > 1 && seconds > 0 ? (tokens.size() - 1) / seconds : 0;
  }
}
