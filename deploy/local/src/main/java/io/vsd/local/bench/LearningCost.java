package io.vsd.local.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vsd.local.bench.LearningStretch.Condition;
import io.vsd.local.client.CallException;
import io.vsd.local.client.GenerationClient;
import io.vsd.local.cluster.LocalCluster;
import io.vsd.local.generate.Conversation;
import io.vsd.local.terminal.ProgressBar;
import io.vsd.local.terminal.Terminal;
import io.vsd.proto.speculation.v1.Consent;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What learning costs those who wait for replies. The same prompts are served in turn under each
 * {@link Condition}; what is compared lies seconds apart, and the order moves on from turn to turn,
 * so that a drift of the machine falls on all of them.
 */
public final class LearningCost {
  private static final int PROMPTS = 6;
  private static final int BACKLOG = 5;
  private static final Duration PAUSE = Duration.ofMillis(1500);

  private final LocalCluster cluster;
  private final List<Conversation> prompts;
  private final LearningStretch steady;
  private final LearningStretch paused;

  /** Measures on a cluster that learns. */
  public LearningCost(LocalCluster cluster, GenerationClient client, List<Conversation> prompts) {
    this.cluster = cluster;
    this.prompts = List.copyOf(prompts);
    this.steady = new LearningStretch(cluster, new Traffic(client, Duration.ZERO));
    this.paused = new LearningStretch(cluster, new Traffic(client, PAUSE));
  }

  /** Both kinds of traffic, so many turns of each. */
  public ObjectNode run(int turns, Terminal terminal)
      throws CallException, IOException, InterruptedException {
    gatherBacklog(terminal);
    List<Map<Condition, LearningStretch.Seen>> ofSteady = new ArrayList<>();
    List<Map<Condition, LearningStretch.Seen>> ofPaused = new ArrayList<>();
    ProgressBar bar = new ProgressBar(terminal, "turns", 2L * turns, System.nanoTime());
    try {
      for (int i = 0; i < turns; i++) {
        ofSteady.add(turn(steady, i));
        bar.update(2L * i + 1, System.nanoTime(), describe(ofSteady.getLast()));
        ofPaused.add(turn(paused, i));
        bar.update(2L * i + 2, System.nanoTime(), describe(ofPaused.getLast()));
      }
    } finally {
      ProcessSignals.resume(cluster.service("trainer").pid());
    }
    terminal.clearStatus();
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("turns", turns);
    root.put("pause_ms", PAUSE.toMillis());
    report("steady", ofSteady, root, terminal);
    report("with_pauses", ofPaused, root, terminal);
    return root;
  }

  /** Serves so much that the trainer cannot get through it before the last turn. */
  private void gatherBacklog(Terminal terminal) throws CallException, InterruptedException {
    for (int i = 0; i < BACKLOG; i++) {
      steady.traffic().serve(chosen(i), Consent.CONSENT_FULL);
      terminal.status(
          "  giving the trainer something to learn from: " + (i + 1) + " of " + BACKLOG);
    }
  }

  private Map<Condition, LearningStretch.Seen> turn(LearningStretch stretch, int number)
      throws CallException, IOException, InterruptedException {
    Condition[] order = Condition.values();
    Map<Condition, LearningStretch.Seen> seen = new EnumMap<>(Condition.class);
    for (int i = 0; i < order.length; i++) {
      Condition condition = order[(number + i) % order.length];
      seen.put(condition, stretch.serve(chosen(number), condition));
    }
    return seen;
  }

  private List<Conversation> chosen(int number) {
    List<Conversation> out = new ArrayList<>();
    for (int i = 0; i < PROMPTS; i++) {
      out.add(prompts.get((number * PROMPTS + i) % prompts.size()));
    }
    return out;
  }

  private static String describe(Map<Condition, LearningStretch.Seen> turn) {
    StringBuilder text = new StringBuilder("tokens/s:");
    turn.forEach(
        (condition, seen) ->
            text.append(
                String.format(
                    Locale.ROOT, " %s %.1f", condition.label(), seen.replies().tokensPerSecond())));
    return text.toString();
  }

  private static void report(
      String name,
      List<Map<Condition, LearningStretch.Seen>> turns,
      ObjectNode root,
      Terminal terminal) {
    ObjectNode node = root.putObject(name);
    for (Condition condition : Condition.values()) {
      List<LearningStretch.Seen> seen = turns.stream().map(t -> t.get(condition)).toList();
      ObjectNode of = node.putObject(condition.label());
      of.put("tokens_per_second", median(seen, s -> s.replies().tokensPerSecond()));
      of.put("first_token_ms", median(seen, s -> s.replies().firstTokenMs()));
      of.put("steps", seen.stream().mapToLong(LearningStretch.Seen::steps).sum());
      ObjectNode cores = of.putObject("cores");
      for (String service : seen.getFirst().cores().keySet()) {
        cores.put(service, median(seen, s -> s.cores().getOrDefault(service, 0.0)));
      }
      if (condition != Condition.STILL) {
        compare(condition, turns, of, name, terminal);
      }
    }
  }

  private static void compare(
      Condition condition,
      List<Map<Condition, LearningStretch.Seen>> turns,
      ObjectNode into,
      String name,
      Terminal terminal) {
    List<Double> speed = ratios(turns, condition, s -> s.replies().tokensPerSecond());
    List<Double> first = ratios(turns, condition, s -> s.replies().firstTokenMs());
    into.set("speed_ratio", MedianInterval.of(speed).toJson());
    into.set("first_token_ratio", MedianInterval.of(first).toJson());
    into.putPOJO("speed_ratios", speed);
    into.putPOJO("first_token_ratios", first);
    terminal.line(
        String.format(
            Locale.ROOT,
            "%-11s  %-8s  decoding at %s of the speed, first token after %s of the time, %d steps",
            name.replace('_', ' '),
            condition.label(),
            MedianInterval.of(speed).describe(),
            MedianInterval.of(first).describe(),
            into.get("steps").asLong()));
  }

  private static List<Double> ratios(
      List<Map<Condition, LearningStretch.Seen>> turns,
      Condition condition,
      ToDoubleFunction<LearningStretch.Seen> figure) {
    return turns.stream()
        .map(
            t ->
                figure.applyAsDouble(t.get(condition))
                    / figure.applyAsDouble(t.get(Condition.STILL)))
        .toList();
  }

  private static double median(
      List<LearningStretch.Seen> seen, ToDoubleFunction<LearningStretch.Seen> figure) {
    return Quantiles.of(seen.stream().map(figure::applyAsDouble).toList(), 0.5);
  }
}
