package io.vsd.local.bench.load;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vsd.local.bench.Bar;
import io.vsd.local.bench.MachineFacts;
import io.vsd.local.bench.OtherLoad;
import io.vsd.local.bench.ReportFiles;
import io.vsd.local.client.CallException;
import io.vsd.local.client.GenerationClient;
import io.vsd.local.generate.Conversation;
import io.vsd.local.terminal.ProgressBar;
import io.vsd.local.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures several sessions at once and one beside a busy core. Every condition has its replies in
 * every turn, and the order moves on, so that a drift of the machine falls on all of them.
 */
public final class LoadBench {
  private final GenerationClient client;
  private final LoadSettings settings;
  private final Map<LoadCondition, LoadFigures> figures = new LinkedHashMap<>();
  private final OtherLoad load = new OtherLoad();
  private List<Conversation> prompts = List.of();
  private int next;

  /** Measures on a cluster. */
  public LoadBench(GenerationClient client, LoadSettings settings) {
    this.client = client;
    this.settings = settings;
  }

  /**
   * Runs all turns, or those that the limit leaves time for; prints, and writes table and figures.
   *
   * @param candidates prompts; those with replies that end early are left out
   * @throws CallException if a request fails
   */
  public ObjectNode run(List<Conversation> candidates, Path out, Terminal terminal)
      throws CallException, IOException, InterruptedException {
    prompts = withLongReplies(candidates, terminal);
    int all = settings.warmUps() + settings.turns();
    int counted = 0;
    long deadline = System.nanoTime() + settings.limit().toNanos();
    ProgressBar bar = new ProgressBar(terminal, "turns", all, System.nanoTime());
    for (int turn = 0; turn < all && (counted == 0 || System.nanoTime() < deadline); turn++) {
      boolean counts = turn >= settings.warmUps();
      load.look();
      turn(turn, counts);
      counted += counts ? 1 : 0;
      bar.update(turn + 1L, System.nanoTime(), counts ? "" : "warming up");
    }
    terminal.clearStatus();
    String model = client.status().getModelName();
    return write(
        new LoadReport(
            model,
            settings,
            counted,
            figures,
            new LoadReport.Surroundings(MachineFacts.read(), load)),
        out,
        terminal);
  }

  /** Replies that end early would leave little time in which all sessions decode. */
  private List<Conversation> withLongReplies(List<Conversation> candidates, Terminal terminal)
      throws CallException, IOException, InterruptedException {
    List<Conversation> chosen = new ArrayList<>();
    for (int i = 0; i < candidates.size() && chosen.size() < LoadCondition.MOST_SESSIONS; i++) {
      Conversation candidate = candidates.get(i);
      SessionsSeen seen = new SessionGroup(client, settings.tokens()).serve(List.of(candidate));
      if (seen.replies().getFirst().nanos().size() >= settings.tokens()) {
        chosen.add(candidate);
      }
      terminal.status("  prompts with long replies: " + chosen.size() + " of " + (i + 1));
    }
    terminal.clearStatus();
    if (chosen.size() < LoadCondition.MOST_SESSIONS) {
      throw new IOException(
          "only %d of the prompts have replies of %d tokens, %d are wanted: try fewer --tokens"
              .formatted(chosen.size(), settings.tokens(), LoadCondition.MOST_SESSIONS));
    }
    return chosen;
  }

  private void turn(int number, boolean counts) throws CallException, InterruptedException {
    List<LoadCondition> order = new ArrayList<>(LoadCondition.ALL);
    Collections.rotate(order, -number);
    for (LoadCondition condition : order) {
      SessionsSeen seen = serve(condition);
      if (counts) {
        figures.computeIfAbsent(condition, _ -> new LoadFigures()).add(seen);
      }
    }
  }

  private SessionsSeen serve(LoadCondition condition) throws CallException, InterruptedException {
    List<Conversation> chosen = new ArrayList<>();
    for (int i = 0; i < condition.sessions(); i++) {
      chosen.add(prompts.get(next++ % prompts.size()));
    }
    SessionGroup group = new SessionGroup(client, settings.tokens());
    if (!condition.busy()) {
      return group.serve(chosen);
    }
    try (BusyThread _ = new BusyThread()) {
      return group.serve(chosen);
    }
  }

  private static ObjectNode write(LoadReport report, Path out, Terminal terminal)
      throws IOException {
    terminal.line(report.markdown());
    Bar.print(report.bars(), terminal);
    ReportFiles files = ReportFiles.of(out, "load", report.model());
    files.write(".md", report.markdown() + "\n" + Bar.markdown(report.bars()));
    ObjectNode json = report.toJson();
    terminal.line(files.write(json).toString());
    return json;
  }
}
