package io.vsd.local.generate;

import io.vsd.proto.generation.v1.ChatMessage;
import io.vsd.proto.generation.v1.ChatMessages;
import io.vsd.proto.generation.v1.GenerateRequest;
import io.vsd.proto.generation.v1.SpeculationMode;
import io.vsd.proto.generation.v1.TokenIds;
import io.vsd.proto.speculation.v1.Consent;
import io.vsd.proto.speculation.v1.SamplingParameters;
import java.util.List;

/**
 * What is the same for all requests of a run.
 *
 * @param maxTokens limit of a reply, 0 for the service's default
 * @param sampling temperature, filters and seed
 * @param speculation whether the draft proposes
 * @param consent whether the rounds may be learned from
 */
public record GenerationSettings(
    int maxTokens, SamplingParameters sampling, SpeculationMode speculation, Consent consent) {

  /** Greedy, seed 0. */
  public static GenerationSettings greedy(int maxTokens, Consent consent) {
    return new GenerationSettings(
        maxTokens,
        SamplingParameters.getDefaultInstance(),
        SpeculationMode.SPECULATION_MODE_ON,
        consent);
  }

  /** The same with the draft on or off. */
  public GenerationSettings speculating(boolean on) {
    return new GenerationSettings(
        maxTokens,
        sampling,
        on ? SpeculationMode.SPECULATION_MODE_ON : SpeculationMode.SPECULATION_MODE_OFF,
        consent);
  }

  /** The request that asks for the next reply to these messages. */
  public GenerateRequest request(List<ChatMessage> messages, String domain) {
    return common()
        .setChat(ChatMessages.newBuilder().addAllMessages(messages))
        .setDomain(domain)
        .build();
  }

  /** The request that continues these token ids as they are. */
  public GenerateRequest continuation(List<Integer> tokens) {
    return common().setTokens(TokenIds.newBuilder().addAllTokenIds(tokens)).build();
  }

  private GenerateRequest.Builder common() {
    return GenerateRequest.newBuilder()
        .setSampling(sampling)
        .setMaxTokens(maxTokens)
        .setSpeculation(speculation)
        .setConsent(consent);
  }
}
