package io.vsd.local.bench.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vsd.local.bench.Bar;
import io.vsd.local.bench.MachineFacts;
import io.vsd.local.bench.MarkdownTable;
import io.vsd.local.bench.MedianInterval;
import io.vsd.local.bench.OtherLoad;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * The figures of all conditions with what they are to reach.
 *
 * @param model name of the model
 * @param settings how much was measured
 * @param turns turns that counted
 * @param figures by condition, the lone session's among them
 * @param surroundings where it ran
 */
record LoadReport(
    String model,
    LoadSettings settings,
    int turns,
    Map<LoadCondition, LoadFigures> figures,
    Surroundings surroundings) {

  /**
   * Where it ran.
   *
   * @param machine the processor
   * @param load what else ran
   */
  record Surroundings(MachineFacts machine, OtherLoad load) {}

  /** What replies are to reach. */
  List<Bar> bars() {
    List<Bar> bars = new ArrayList<>();
    bars.add(Bar.atLeast(0.4, "speed beside a busy core over quiet", over(1, true)));
    bars.add(Bar.atLeast(2.5, "4 sessions' tokens/s over 1", over(4, false)));
    bars.add(Bar.atLeast(3.5, "8 sessions' tokens/s over 1", over(8, false)));
    for (int sessions : new int[] {4, 8}) {
      @Nullable LoadFigures seen = figures.get(new LoadCondition(sessions, false));
      bars.add(
          Bar.atMost(
              2,
              "p99 between tokens over median, %d sessions".formatted(sessions),
              seen == null ? OptionalDouble.empty() : seen.tail()));
    }
    bars.add(Bar.atMost(0.5, "bookkeeping a round, ms, 1 session", alone().bookkeepingMs()));
    return bars;
  }

  private LoadFigures alone() {
    return figures.getOrDefault(LoadCondition.ALONE, new LoadFigures());
  }

  private OptionalDouble over(int sessions, boolean busy) {
    @Nullable LoadFigures seen = figures.get(new LoadCondition(sessions, busy));
    Optional<MedianInterval> ratio = seen == null ? Optional.empty() : seen.over(alone());
    return ratio.isPresent() ? OptionalDouble.of(ratio.get().median()) : OptionalDouble.empty();
  }

  String markdown() {
    MarkdownTable table =
        new MarkdownTable(
            "through the cluster, plain",
            "tok/s of all",
            "x 1 session",
            "ms between tokens",
            "p99 / median",
            "p99 / median, all decoding",
            "bookkeeping ms a round");
    for (LoadCondition condition : LoadCondition.ALL) {
      @Nullable LoadFigures seen = figures.get(condition);
      if (seen != null) {
        table.row(
            condition.title(),
            cell(seen.speed(), "%.1f (%.1f-%.1f)"),
            cell(seen.over(alone()), "%.2f (%.2f-%.2f)"),
            cell(seen.gapMs()),
            cell(seen.tail()),
            cell(seen.steadyTail()),
            cell(seen.bookkeepingMs()));
      }
    }
    String caption =
        "%s, greedy, %d turns of at most %d tokens; %s. Median (95 %% interval)."
            .formatted(model, turns, settings.tokens(), surroundings.machine().describe());
    return caption + "\n\n" + table.text() + "\n" + surroundings.load().describe() + ".\n";
  }

  private static String cell(Optional<MedianInterval> interval, String format) {
    return interval
        .map(i -> String.format(Locale.ROOT, format, i.median(), i.low(), i.high()))
        .orElse("-");
  }

  private static String cell(OptionalDouble value) {
    return value.isPresent() ? String.format(Locale.ROOT, "%.2f", value.getAsDouble()) : "-";
  }

  ObjectNode toJson() {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("model", model);
    root.set("machine", surroundings.machine().toJson());
    root.set("other_load", surroundings.load().toJson());
    root.put("turns", turns);
    root.put("tokens", settings.tokens());
    ObjectNode conditions = root.putObject("conditions");
    figures.forEach((condition, seen) -> conditions.set(condition.key(), seen.toJson(alone())));
    root.set("bars", Bar.toJson(bars()));
    return root;
  }
}
