package io.vsd.local.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vsd.local.client.CallException;
import io.vsd.local.client.GenerationClient;
import io.vsd.local.client.Reply;
import io.vsd.local.generate.Conversation;
import io.vsd.local.generate.GenerationSettings;
import io.vsd.local.terminal.ProgressBar;
import io.vsd.local.terminal.Terminal;
import io.vsd.proto.generation.v1.RoundBreakdown;
import io.vsd.proto.speculation.v1.Consent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a round costs besides drafting and the forward pass: gRPC both ways, waiting for the device
 * thread, and the verifier's bookkeeping. Each sample is the mean of a short reply's rounds.
 */
public final class RoundOverhead {
  private static final int TOKENS = 12;
  private static final int WARM_UP = 30;

  private final GenerationClient client;
  private final List<Conversation> prompts;
  private final Consent consent;
  private final List<Double> transport = new ArrayList<>();
  private final List<Double> bookkeeping = new ArrayList<>();
  private final List<Double> queue = new ArrayList<>();
  private final List<Double> device = new ArrayList<>();
  private final List<Double> draft = new ArrayList<>();
  private final List<Double> overhead = new ArrayList<>();

  /** Decodes these prompts again and again, logging as much of the rounds as consent allows. */
  public RoundOverhead(GenerationClient client, List<Conversation> prompts, Consent consent) {
    this.client = client;
    this.prompts = List.copyOf(prompts);
    this.consent = consent;
  }

  /** Measures at least so many rounds. */
  public ObjectNode run(int rounds, Terminal terminal) throws CallException {
    GenerationSettings settings = GenerationSettings.greedy(TOKENS, consent);
    ProgressBar bar = new ProgressBar(terminal, "rounds", rounds, System.nanoTime());
    long measured = 0;
    for (int i = 0; measured < rounds; i++) {
      Conversation prompt = prompts.get(i % prompts.size());
      Reply reply =
          client.generate(settings.request(prompt.opening(), prompt.domain()), tokens -> {});
      long n = reply.finished().getRounds();
      if (i >= WARM_UP && n > 0) {
        add(reply.finished().getBreakdown(), n);
        measured += n;
        bar.update(measured, System.nanoTime(), measured + " rounds");
      }
    }
    terminal.clearStatus();
    return report(measured, terminal);
  }

  private void add(RoundBreakdown sums, long rounds) {
    double scale = 1e6 * rounds;
    transport.add(sums.getTransportNanos() / scale);
    bookkeeping.add(sums.getBookkeepingNanos() / scale);
    queue.add(sums.getQueueNanos() / scale);
    device.add(sums.getDeviceNanos() / scale);
    draft.add(sums.getDraftNanos() / scale);
    overhead.add((sums.getTransportNanos() + sums.getBookkeepingNanos()) / scale);
  }

  private ObjectNode report(long measured, Terminal terminal) {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("rounds", measured);
    root.put("replies", overhead.size());
    ObjectNode median = root.putObject("median_ms");
    median.put("overhead", Quantiles.of(overhead, 0.5));
    median.put("transport", Quantiles.of(transport, 0.5));
    median.put("bookkeeping", Quantiles.of(bookkeeping, 0.5));
    median.put("queue", Quantiles.of(queue, 0.5));
    median.put("device", Quantiles.of(device, 0.5));
    median.put("draft", Quantiles.of(draft, 0.5));
    root.put("overhead_p90_ms", Quantiles.of(overhead, 0.9));
    terminal.line(
        String.format(
            Locale.ROOT,
            "a round: device %.2f ms, draft %.2f ms, gRPC %.2f ms, bookkeeping %.2f ms, queue %.2f ms"
                + " (medians over %d replies, %d rounds)",
            Quantiles.of(device, 0.5),
            Quantiles.of(draft, 0.5),
            Quantiles.of(transport, 0.5),
            Quantiles.of(bookkeeping, 0.5),
            Quantiles.of(queue, 0.5),
            overhead.size(),
            measured));
    return root;
  }
}
