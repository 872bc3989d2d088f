package io.vsd.local.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vsd.local.client.CallException;
import io.vsd.local.client.GenerationClient;
import io.vsd.local.client.Reply;
import io.vsd.local.client.ServiceStatus;
import io.vsd.local.cluster.LocalCluster;
import io.vsd.local.generate.Conversation;
import io.vsd.local.generate.GenerationSettings;
import io.vsd.local.terminal.Terminal;
import io.vsd.proto.speculation.v1.Consent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Resident memory of verifier, draft and trainer while rounds and training steps go by. Growth is
 * the mean of the last quarter of the samples minus that of the second quarter: the first quarter
 * fills caches and heaps.
 */
public final class MemoryFlatness {
  private static final int SAMPLE_EVERY = 100;

  private final LocalCluster cluster;
  private final GenerationClient client;
  private final List<Conversation> prompts;
  private final Map<String, List<Double>> samples = new LinkedHashMap<>();

  /** Watches the processes of this cluster. */
  public MemoryFlatness(LocalCluster cluster, GenerationClient client, List<Conversation> prompts) {
    this.cluster = cluster;
    this.client = client;
    this.prompts = List.copyOf(prompts);
  }

  /** Serves until so many rounds and training steps were done. */
  public ObjectNode run(long rounds, long steps, Terminal terminal)
      throws CallException, IOException {
    GenerationSettings settings = GenerationSettings.greedy(64, Consent.CONSENT_FULL);
    String trainer = cluster.service("trainer").address();
    long done = 0;
    long trained = 0;
    long nextSample = 0;
    for (int i = 0; done < rounds || trained < steps; i++) {
      Conversation prompt = prompts.get(i % prompts.size());
      Reply reply =
          client.generate(settings.request(prompt.opening(), prompt.domain()), tokens -> {});
      done += reply.finished().getRounds();
      if (done >= nextSample) {
        nextSample = done + SAMPLE_EVERY;
        trained = ServiceStatus.trainer(trainer).getOptimizerSteps();
        sample();
        terminal.status(
            String.format(
                Locale.ROOT,
                "  %d of %d rounds, %d of %d steps  %s",
                done,
                rounds,
                trained,
                steps,
                last()));
      }
    }
    terminal.clearStatus();
    return report(done, trained, terminal);
  }

  private void sample() throws IOException {
    for (String name : List.of("verifier", "draft", "trainer")) {
      samples
          .computeIfAbsent(name, key -> new ArrayList<>())
          .add(ResidentMemory.megabytes(cluster.service(name).pid()));
    }
  }

  private String last() {
    StringBuilder text = new StringBuilder();
    samples.forEach(
        (name, values) ->
            text.append(String.format(Locale.ROOT, "%s %.0f MB  ", name, values.getLast())));
    return text.toString();
  }

  private ObjectNode report(long rounds, long steps, Terminal terminal) {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("rounds", rounds);
    root.put("steps", steps);
    ObjectNode services = root.putObject("resident_mb");
    samples.forEach(
        (name, values) -> {
          ObjectNode node = services.putObject(name);
          double growth = growth(values);
          node.put("second_quarter", mean(values, 0.25, 0.5));
          node.put("last_quarter", mean(values, 0.75, 1));
          node.put("growth", growth);
          node.putPOJO("samples", values);
          terminal.line(
              String.format(
                  Locale.ROOT,
                  "%-9s %.0f MB, %+.1f MB from the second to the last quarter",
                  name,
                  values.getLast(),
                  growth));
        });
    return root;
  }

  static double growth(List<Double> values) {
    return mean(values, 0.75, 1) - mean(values, 0.25, 0.5);
  }

  private static double mean(List<Double> values, double from, double to) {
    int a = (int) (from * values.size());
    int b = Math.max(a + 1, (int) (to * values.size()));
    return values.subList(Math.min(a, values.size() - 1), Math.min(b, values.size())).stream()
        .mapToDouble(Double::doubleValue)
        .average()
        .orElse(0);
  }
}
