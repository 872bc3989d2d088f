package io.vsd.local.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vsd.local.client.CallException;
import io.vsd.local.client.GenerationClient;
import io.vsd.local.client.Reply;
import io.vsd.local.client.ServiceStatus;
import io.vsd.local.cluster.ClusterPlan;
import io.vsd.local.cluster.LocalCluster;
import io.vsd.local.cluster.ServiceRole;
import io.vsd.local.generate.Conversation;
import io.vsd.local.generate.GenerationSettings;
import io.vsd.local.terminal.ProgressBar;
import io.vsd.local.terminal.Terminal;
import io.vsd.proto.checkpoint.v1.TrainerStatusResponse;
import io.vsd.proto.speculation.v1.Consent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Resident memory of verifier and draft over rounds, and of the trainer over training steps. Growth
 * is the mean of the last quarter of a service's samples minus that of the second quarter: the
 * first quarter fills caches and heaps.
 */
public final class MemoryFlatness {
  private static final long SAMPLE_EVERY_ROUNDS = 100;
  private static final long SAMPLE_EVERY_STEPS = 10;
  private static final long POLL_MS = 500;
  private static final long PARTS = 1000;

  /** Rounds that traffic may be ahead of the steps, so that the trainer always has some to read. */
  private static final long HEAD_START = 500;

  private final LocalCluster cluster;
  private final GenerationClient client;
  private final List<Conversation> prompts;
  private final Map<String, List<Double>> samples = new LinkedHashMap<>();
  private long nextRounds = SAMPLE_EVERY_ROUNDS;
  private long nextSteps = SAMPLE_EVERY_STEPS;

  /** Watches the processes of this cluster. */
  public MemoryFlatness(LocalCluster cluster, GenerationClient client, List<Conversation> prompts) {
    this.cluster = cluster;
    this.client = client;
    this.prompts = List.copyOf(prompts);
  }

  /**
   * The plan with a trainer that keeps up with the rounds: more steps a session than in service, as
   * many as the machine allows. Heaps are resident from the start, so that what grows is native.
   */
  public static ClusterPlan eager(ClusterPlan plan) {
    return plan.withHeaps(plan.heaps().withTouched())
        .with(ServiceRole.TRAINER, "vsd.threads", "2")
        .with(ServiceRole.TRAINER, "vsd.trainer.yielding.duty", "1")
        .with(ServiceRole.TRAINER, "vsd.trainer.schedule.steps-per-burst", "8")
        .with(ServiceRole.TRAINER, "vsd.trainer.schedule.steps-per-candidate", "100");
  }

  /**
   * Serves rounds and waits for steps in proportion, so that checkpoints are made, judged and
   * swapped in all along and every quarter of the samples sees the same life.
   */
  public ObjectNode run(long rounds, long steps, Terminal terminal)
      throws CallException, IOException, InterruptedException {
    GenerationSettings settings = GenerationSettings.greedy(64, Consent.CONSENT_FULL);
    String trainer = cluster.service("trainer").address();
    ProgressBar bar = new ProgressBar(terminal, "memory", PARTS, System.nanoTime());
    long done = 0;
    TrainerStatusResponse status = ServiceStatus.trainer(trainer);
    for (int i = 0; done < rounds || status.getOptimizerSteps() < steps; ) {
      if (serves(done, rounds, status.getOptimizerSteps() * rounds / steps)
          || status.getLagRecords() == 0) {
        Conversation prompt = prompts.get(i++ % prompts.size());
        Reply reply =
            client.generate(settings.request(prompt.opening(), prompt.domain()), tokens -> {});
        done += reply.finished().getRounds();
      } else {
        Thread.sleep(POLL_MS);
      }
      status = ServiceStatus.trainer(trainer);
      sample(done, status.getOptimizerSteps());
      long took = status.getOptimizerSteps();
      // The bar follows whichever is further from its end.
      long part = Math.min(PARTS * done / rounds, PARTS * took / steps);
      bar.update(
          part,
          System.nanoTime(),
          String.format(Locale.ROOT, "%d rounds, %d steps  %s", done, took, last()));
    }
    terminal.clearStatus();
    return report(done, status.getOptimizerSteps(), terminal);
  }

  /** Whether more rounds are due, given how many the steps so far stand for. */
  static boolean serves(long done, long rounds, long matched) {
    return done < Math.min(rounds, matched + HEAD_START);
  }

  private void sample(long rounds, long steps) throws IOException {
    if (rounds >= nextRounds) {
      nextRounds = rounds + SAMPLE_EVERY_ROUNDS;
      sample("verifier");
      sample("draft");
    }
    if (steps >= nextSteps) {
      nextSteps = steps + SAMPLE_EVERY_STEPS;
      sample("trainer");
    }
  }

  private void sample(String name) throws IOException {
    samples
        .computeIfAbsent(name, key -> new ArrayList<>())
        .add(ResidentMemory.of(cluster.service(name).pid()).megabytes());
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
