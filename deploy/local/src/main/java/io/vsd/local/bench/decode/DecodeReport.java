package io.vsd.local.bench.decode;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vsd.local.bench.MachineFacts;
import io.vsd.local.bench.OtherLoad;
import io.vsd.local.terminal.Terminal;
import io.vsd.local.terminal.TextTable;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The figures of all conditions: overall, and by category. */
final class DecodeReport {
  private static final String ALL = "overall";

  private final String model;
  private final DecodeSettings settings;
  private final OtherLoad load;
  private final Map<Condition, Map<String, DecodeFigures>> figures = new LinkedHashMap<>();

  DecodeReport(String model, DecodeSettings settings, OtherLoad load) {
    this.model = model;
    this.settings = settings;
    this.load = load;
  }

  void add(Condition condition, List<DecodePair> pairs) {
    Map<String, DecodeFigures> rows = new LinkedHashMap<>();
    new TreeMap<>(pairs.stream().collect(Collectors.groupingBy(DecodePair::category)))
        .forEach((category, own) -> rows.put(category, DecodeFigures.of(own)));
    rows.put(ALL, DecodeFigures.of(pairs));
    figures.put(condition, rows);
  }

  /** Two tables: what it is worth, and where a round's time goes. */
  void print(Condition condition, Terminal terminal) {
    Map<String, DecodeFigures> rows = figures.getOrDefault(condition, Map.of());
    terminal.line("");
    terminal.line(
        "%s, %s, replies of at most %d tokens"
            .formatted(model, condition.title(), settings.tokens()));
    worth(rows).print(terminal);
    terminal.line("");
    rounds(rows).print(terminal);
  }

  private static TextTable worth(Map<String, DecodeFigures> rows) {
    TextTable table =
        new TextTable(
            "category",
            "prompts",
            "plain tok/s",
            "x plain (95 %)",
            "tokens a round",
            "expected",
            "first token ms",
            "plain");
    rows.forEach(
        (category, f) ->
            table.row(
                category,
                Integer.toString(f.prompts()),
                number("%.1f", f.plainTokensPerSecond()),
                f.speed().describe(),
                number("%.2f", f.tokensARound()),
                number("%.2f", f.expectedTokensARound()),
                number("%.0f", f.firstTokenMs()),
                number("%.0f", f.plainFirstTokenMs())));
    return table;
  }

  private static TextTable rounds(Map<String, DecodeFigures> rows) {
    TextTable table =
        new TextTable(
            "category",
            "ms a round",
            "draft",
            "wire",
            "queue",
            "verify",
            "bookkeeping",
            "% of rounds by nodes");
    rows.forEach(
        (category, f) -> {
          DecodeFigures.Round round = f.round();
          table.row(
              category,
              number("%.1f", round.total()),
              number("%.2f", round.draft()),
              number("%.2f", round.wire()),
              number("%.2f", round.queue()),
              number("%.1f", round.verify()),
              number("%.2f", round.bookkeeping()),
              f.nodesByShare());
        });
    return table;
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  ObjectNode toJson() throws IOException {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("model", model);
    root.set("machine", MachineFacts.read().toJson());
    root.set("other_load", load.toJson());
    root.put("tokens", settings.tokens());
    root.put("turns", settings.turns());
    ArrayNode conditions = root.putArray("conditions");
    figures.forEach(
        (condition, rows) -> {
          ObjectNode node =
              conditions
                  .addObject()
                  .put("sessions", condition.sessions())
                  .put("temperature", condition.temperature());
          ObjectNode categories = node.putObject("categories");
          rows.forEach((category, f) -> categories.set(category, f.toJson()));
        });
    return root;
  }
}
