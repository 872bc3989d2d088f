package io.vsd.local.demo;

import io.vsd.local.client.CallException;
import io.vsd.local.client.GenerationClient;
import io.vsd.local.client.Reply;
import io.vsd.local.generate.Conversation;
import io.vsd.local.generate.GenerationSettings;
import io.vsd.local.terminal.ProgressBar;
import io.vsd.local.terminal.Terminal;
import io.vsd.proto.speculation.v1.Consent;
import java.util.ArrayList;
import java.util.List;

/**
 * Acceptance on prompts that are never learned from.
 *
 * @param draftVersion the draft that served
 * @param tokens tokens that rounds committed, over all prompts
 * @param rounds their rounds
 * @param tokensPerSecond median over the prompts
 * @param tokenIds the texts
 */
public record HeldOutMeasurement(
    String draftVersion,
    long tokens,
    long rounds,
    double tokensPerSecond,
    List<List<Integer>> tokenIds) {
  private static final int MAX_TOKENS = 80;

  public HeldOutMeasurement {
    tokenIds = List.copyOf(tokenIds);
  }

  /** Committed tokens a round. */
  public double acceptanceLength() {
    return rounds == 0 ? 0 : (double) tokens / rounds;
  }

  static HeldOutMeasurement measure(
      GenerationClient client, List<Conversation> prompts, Terminal terminal) throws CallException {
    GenerationSettings settings = GenerationSettings.greedy(MAX_TOKENS, Consent.CONSENT_OFF);
    ProgressBar bar =
        new ProgressBar(terminal, "  held-out prompts", prompts.size(), System.nanoTime());
    long tokens = 0;
    long rounds = 0;
    String version = "";
    List<Double> speeds = new ArrayList<>();
    List<List<Integer>> texts = new ArrayList<>();
    for (Conversation prompt : prompts) {
      Reply reply =
          client.generate(settings.request(prompt.opening(), prompt.domain()), group -> {});
      tokens += Math.max(0, reply.tokens().size() - 1);
      rounds += reply.finished().getRounds();
      speeds.add(reply.decodeTokensPerSecond());
      texts.add(reply.tokenIds());
      version = reply.started().getDraftVersion();
      if (terminal.interactive()) {
        bar.update(texts.size(), System.nanoTime(), "");
      }
    }
    terminal.clearStatus();
    return new HeldOutMeasurement(version, tokens, rounds, Median.of(speeds), texts);
  }
}
