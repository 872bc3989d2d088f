package io.vsd.local.bench.decode;

import io.vsd.local.client.Reply;
import io.vsd.proto.generation.v1.Finished;
import java.util.List;

/**
 * One reply as far as it is measured.
 *
 * @param tokenIds its text
 * @param decodeSeconds from its first token to its end
 * @param finished what the service counted
 */
record DecodedReply(List<Integer> tokenIds, double decodeSeconds, Finished finished) {

  static DecodedReply of(Reply reply) {
    Finished finished = reply.finished();
    return new DecodedReply(
        reply.tokenIds(), finished.getSeconds() - finished.getFirstTokenSeconds(), finished);
  }

  /** Tokens that rounds committed; the first comes from the prompt. */
  double roundTokens() {
    return finished.getAcceptanceLength() * finished.getRounds();
  }
}
