package io.vsd.local.bench.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vsd.local.client.CallException;
import io.vsd.local.client.GenerationClient;
import io.vsd.local.client.Reply;
import io.vsd.local.generate.GenerationSettings;
import io.vsd.proto.speculation.v1.Consent;
import java.util.Arrays;

/** Our cluster through its front door, plain or with the draft. The client is closed elsewhere. */
record ClusterContender(PeerRow row, GenerationClient client, boolean speculating, JsonNode facts)
    implements Contender {

  static ClusterContender plain(GenerationClient client) {
    return of(PeerRow.CLUSTER, client, false);
  }

  static ClusterContender speculative(GenerationClient client) {
    return of(PeerRow.SPECULATIVE, client, true);
  }

  private static ClusterContender of(PeerRow row, GenerationClient client, boolean speculating) {
    return new ClusterContender(
        row, client, speculating, new ObjectMapper().createObjectNode().put("draft", speculating));
  }

  @Override
  public PeerReply reply(int[] prompt, int maxTokens) throws PeerException {
    GenerationSettings settings =
        GenerationSettings.greedy(maxTokens, Consent.CONSENT_OFF).speculating(speculating);
    try {
      Reply reply =
          client.generate(
              settings.continuation(Arrays.stream(prompt).boxed().toList()), tokens -> {});
      double first = reply.finished().getFirstTokenSeconds();
      return new PeerReply(reply.tokenIds(), first, reply.finished().getSeconds() - first);
    } catch (CallException | IllegalArgumentException e) {
      throw new PeerException(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public void close() {}
}
