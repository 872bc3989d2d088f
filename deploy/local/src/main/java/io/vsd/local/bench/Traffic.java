package io.vsd.local.bench;

import io.vsd.local.client.CallException;
import io.vsd.local.client.GenerationClient;
import io.vsd.local.client.Reply;
import io.vsd.local.generate.Conversation;
import io.vsd.local.generate.GenerationSettings;
import io.vsd.proto.speculation.v1.Consent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Plain greedy replies, one after the other, with a pause before each: the same prompts are the
 * same work every time, whatever draft serves.
 *
 * @param pause before each request; zero for a steady stream
 */
record Traffic(GenerationClient client, Duration pause) {
  private static final int TOKENS = 64;

  /**
   * What a stretch of traffic saw.
   *
   * @param tokensPerSecond decoded tokens a second, prefill left out
   * @param firstTokenMs median time to the first token
   */
  record Stretch(double tokensPerSecond, double firstTokenMs) {}

  /** Serves these prompts once. */
  Stretch serve(List<Conversation> prompts, Consent consent)
      throws CallException, InterruptedException {
    GenerationSettings settings = GenerationSettings.greedy(TOKENS, consent).speculating(false);
    List<Double> first = new ArrayList<>();
    long tokens = 0;
    double seconds = 0;
    for (Conversation prompt : prompts) {
      Thread.sleep(pause);
      Reply reply =
          client.generate(settings.request(prompt.opening(), prompt.domain()), group -> {});
      double firstToken = reply.finished().getFirstTokenSeconds();
      first.add(1e3 * firstToken);
      tokens += reply.tokens().size() - 1L;
      seconds += reply.finished().getSeconds() - firstToken;
    }
    return new Stretch(tokens / Math.max(1e-9, seconds), Quantiles.of(first, 0.5));
  }
}
