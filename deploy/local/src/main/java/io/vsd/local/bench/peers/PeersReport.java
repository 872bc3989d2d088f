package io.vsd.local.bench.peers;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vsd.local.bench.MachineFacts;
import io.vsd.local.bench.MarkdownTable;
import io.vsd.local.bench.MedianInterval;
import io.vsd.local.bench.OtherLoad;
import io.vsd.local.terminal.Terminal;
import io.vsd.local.terminal.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The figures of all rows, as a table, as Markdown and as JSON.
 *
 * @param model name of the model
 * @param settings how much was measured
 * @param turns turns that counted
 * @param results by row, without those that are missing
 * @param missing why rows have no figures
 * @param machine what it ran on
 * @param load what else ran
 */
record PeersReport(
    String model,
    PeersSettings settings,
    int turns,
    Map<PeerRow, PeerResult> results,
    SortedMap<PeerRow, String> missing,
    MachineFacts machine,
    OtherLoad load) {
  private static final String[] TITLES = {
    "runtime", "weights", "decode tok/s", "x ours", "prefill tok/s", "x ours", "same greedy text"
  };

  void print(Terminal terminal) {
    TextTable table = new TextTable(TITLES);
    cells().forEach(row -> table.row(row.toArray(String[]::new)));
    terminal.line(caption());
    table.print(terminal);
    missing.forEach(
        (row, why) ->
            terminal.line("not measured: " + row.title() + ", " + row.form() + ": " + why));
    results.forEach((row, result) -> warn(row, result, terminal));
    terminal.line(load.describe());
  }

  private static void warn(PeerRow row, PeerResult result, Terminal terminal) {
    result
        .agreement()
        .filter(agreement -> agreement.different() > 0)
        .ifPresent(
            agreement ->
                terminal.line(
                    "%s, %s: %d texts part from ours where our scores see no tie"
                        .formatted(row.title(), row.form(), agreement.different())));
  }

  String markdown() {
    MarkdownTable table = new MarkdownTable(TITLES);
    cells().forEach(row -> table.row(row.toArray(String[]::new)));
    StringBuilder text = new StringBuilder(caption()).append("\n\n").append(table.text());
    if (!missing.isEmpty()) {
      text.append('\n');
      missing.forEach(
          (row, _) ->
              text.append("Not measured: ")
                  .append(row.title())
                  .append(", ")
                  .append(row.form())
                  .append(".\n"));
    }
    return text.append('\n').append(load.describe()).append(".\n").toString();
  }

  private String caption() {
    return "%s, %d threads, greedy, %d turns of at most %d tokens and a prompt of %d; %s. Median (95 %% interval)."
        .formatted(
            model,
            settings.threads(),
            turns,
            settings.tokens(),
            settings.prefill(),
            machine.describe());
  }

  private List<List<String>> cells() {
    List<List<String>> rows = new ArrayList<>();
    PeerFigures ours = Objects.requireNonNull(results.get(PeerRow.CLUSTER)).figures();
    results.forEach(
        (row, result) -> {
          PeerFigures figures = result.figures();
          rows.add(
              List.of(
                  row.title(),
                  row.form(),
                  cell(figures.decode(), 1),
                  ratio(figures.decodeOver(ours)),
                  cell(figures.prefill(), 0),
                  ratio(figures.prefillOver(ours)),
                  result.agreement().map(GreedyAgreement::describe).orElse("-")));
        });
    return rows;
  }

  private static String cell(Optional<MedianInterval> interval, int decimals) {
    String number = "%." + decimals + "f";
    return interval
        .map(
            i ->
                String.format(
                    Locale.ROOT,
                    number + " (" + number + "-" + number + ")",
                    i.median(),
                    i.low(),
                    i.high()))
        .orElse("-");
  }

  private static String ratio(Optional<MedianInterval> interval) {
    return interval.map(i -> String.format(Locale.ROOT, "%.2f", i.median())).orElse("-");
  }

  ObjectNode toJson() {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("model", model);
    root.set("machine", machine.toJson());
    root.set("other_load", load.toJson());
    root.put("threads", settings.threads());
    root.put("turns", turns);
    root.put("tokens", settings.tokens());
    root.put("prefill_tokens", settings.prefill());
    ObjectNode rows = root.putObject("rows");
    results.forEach((row, result) -> rows.set(row.key(), result.toJson()));
    ObjectNode absent = root.putObject("not_measured");
    missing.forEach((row, why) -> absent.put(row.key(), why));
    return root;
  }
}
