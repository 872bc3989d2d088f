package io.vsd.local.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vsd.local.client.CallException;
import io.vsd.local.client.GenerationClient;
import io.vsd.local.client.Reply;
import io.vsd.local.cluster.LocalCluster;
import io.vsd.local.cluster.ServiceProcess;
import io.vsd.local.generate.Conversation;
import io.vsd.local.generate.GenerationSettings;
import io.vsd.local.memory.ModelSize;
import io.vsd.local.terminal.ProgressBar;
import io.vsd.local.terminal.Terminal;
import io.vsd.local.terminal.TextTable;
import io.vsd.proto.speculation.v1.Consent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What a model takes on this machine: time until each service is ready, resident memory after the
 * start and after replies that the trainer learns from, and tokens a second.
 */
public final class ModelFootprint {
  private static final int TOKENS = 80;

  /** The budget of verifier, draft and trainer together: three times the 16-bit size and this. */
  private static final double BESIDE_WEIGHTS_MB = 1500e6 / (1 << 20);

  private final LocalCluster cluster;
  private final GenerationClient client;
  private final ReadyTimes times;
  private final List<Double> plain = new ArrayList<>();
  private final List<Double> speculative = new ArrayList<>();

  /** Watches this cluster, whose start was heard by {@code times}. */
  public ModelFootprint(LocalCluster cluster, GenerationClient client, ReadyTimes times) {
    this.cluster = cluster;
    this.client = client;
    this.times = times;
  }

  /** Serves so many replies and prints the table. */
  public ObjectNode run(List<Conversation> prompts, int replies, Terminal terminal)
      throws CallException, IOException {
    ObjectNode root = new ObjectMapper().createObjectNode();
    ModelSize model = times.needs().model();
    root.put("parameters", model.parameters());
    root.put("expected", times.needs().summary());
    List<ResidentMemory> atStart = residents();
    serve(prompts, replies, terminal);
    double total = services(atStart, root.putObject("services"), terminal);
    double budget = 3.0 * model.halfBytes() / (1 << 20) + BESIDE_WEIGHTS_MB;
    root.put("services_mb", total);
    root.put("budget_mb", budget);
    root.put("plain_tokens_per_second", Quantiles.of(plain, 0.5));
    root.put("speculative_tokens_per_second", Quantiles.of(speculative, 0.5));
    terminal.line("expected: " + times.needs().summary());
    terminal.line(
        "verifier, draft and trainer: %s MB; 3 x 16-bit size + 1.5 GB is %s MB"
            .formatted(number(total), number(budget)));
    terminal.line(
        "tokens/s: plain %s, with the draft %s (medians of %d replies each)"
            .formatted(
                tenth(Quantiles.of(plain, 0.5)), tenth(Quantiles.of(speculative, 0.5)), replies));
    return root;
  }

  /** Prints and records each process; returns the MB of all but the broker. */
  private double services(List<ResidentMemory> atStart, ObjectNode services, Terminal terminal)
      throws IOException {
    List<ResidentMemory> atWork = residents();
    List<ServiceProcess> processes = cluster.services();
    TextTable table =
        new TextTable("service", "ready s", "MB at start", "MB at work", "peak MB", "of it mapped");
    double total = 0;
    for (int i = 0; i < processes.size(); i++) {
      String name = processes.get(i).name();
      double ready = Objects.requireNonNullElse(times.seconds().get(name), 0.0);
      double start = atStart.get(i).megabytes();
      ResidentMemory now = atWork.get(i);
      ObjectNode node = services.putObject(name);
      node.put("ready_seconds", ready);
      node.put("resident_mb_at_start", start);
      node.put("resident_mb_at_work", now.megabytes());
      node.put("peak_mb", now.peakMegabytes());
      node.put("mapped_mb", now.mappedMegabytes());
      table.row(
          name,
          number(ready),
          number(start),
          number(now.megabytes()),
          number(now.peakMegabytes()),
          number(now.mappedMegabytes()));
      total += name.equals("broker") ? 0 : now.megabytes();
    }
    table.print(terminal);
    return total;
  }

  private List<ResidentMemory> residents() throws IOException {
    List<ResidentMemory> all = new ArrayList<>();
    for (ServiceProcess service : cluster.services()) {
      all.add(ResidentMemory.of(service.pid()));
    }
    return all;
  }

  private void serve(List<Conversation> prompts, int replies, Terminal terminal)
      throws CallException {
    ProgressBar bar = new ProgressBar(terminal, "replies", 2L * replies, System.nanoTime());
    for (int i = 0; i < replies; i++) {
      Conversation prompt = prompts.get(i % prompts.size());
      plain.add(speed(prompt, false, Consent.CONSENT_OFF));
      speculative.add(speed(prompt, true, Consent.CONSENT_FULL));
      bar.update(2L * (i + 1), System.nanoTime(), "");
    }
    terminal.clearStatus();
  }

  private double speed(Conversation prompt, boolean speculating, Consent consent)
      throws CallException {
    Reply reply =
        client.generate(
            GenerationSettings.greedy(TOKENS, consent)
                .speculating(speculating)
                .request(prompt.opening(), prompt.domain()),
            tokens -> {});
    return reply.decodeTokensPerSecond();
  }

  private static String tenth(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.0f", value);
  }
}
