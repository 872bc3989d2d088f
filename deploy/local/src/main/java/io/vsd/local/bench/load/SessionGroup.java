package io.vsd.local.bench.load;

import io.vsd.local.client.AllAtOnce;
import io.vsd.local.client.CallException;
import io.vsd.local.client.GenerationClient;
import io.vsd.local.client.Reply;
import io.vsd.local.generate.Conversation;
import io.vsd.local.generate.GenerationSettings;
import io.vsd.proto.speculation.v1.Consent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Asks for plain greedy replies, all at once, and takes their tokens' times. */
record SessionGroup(GenerationClient client, int tokens) {
  private record Timed(TokenTimes times, long rounds, long bookkeepingNanos) {}

  /** One reply to each of these. */
  SessionsSeen serve(List<Conversation> prompts) throws CallException, InterruptedException {
    List<Timed> replies =
        AllAtOnce.of(prompts.stream().<Callable<Timed>>map(prompt -> () -> reply(prompt)).toList());
    long rounds = replies.stream().mapToLong(Timed::rounds).sum();
    long nanos = replies.stream().mapToLong(Timed::bookkeepingNanos).sum();
    return new SessionsSeen(
        replies.stream().map(Timed::times).toList(), nanos / 1e6 / Math.max(1, rounds));
  }

  private Timed reply(Conversation prompt) throws CallException {
    GenerationSettings settings =
        GenerationSettings.greedy(tokens, Consent.CONSENT_OFF).speculating(false);
    List<Long> nanos = new ArrayList<>();
    Reply reply =
        client.generate(
            settings.request(prompt.opening(), prompt.domain()),
            group -> group.getTokensList().forEach(_ -> nanos.add(System.nanoTime())));
    return new Timed(
        new TokenTimes(nanos),
        reply.finished().getRounds(),
        reply.finished().getBreakdown().getBookkeepingNanos());
  }
}
