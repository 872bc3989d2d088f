package io.vsd.local.bench.peers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vsd.local.bench.Bar;
import io.vsd.local.bench.MachineFacts;
import io.vsd.local.bench.ReportFiles;
import io.vsd.local.client.GenerationClient;
import io.vsd.local.config.Workspace;
import io.vsd.local.generate.Conversation;
import io.vsd.local.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Measures our decoding beside other runtimes, see the package's description.
 *
 * @param workspace the checkout
 * @param model path of the model: a GGUF file or a directory
 * @param settings how much is measured
 * @param programs interpreters of the runtimes of others
 */
public record PeersBench(
    Workspace workspace, Path model, PeersSettings settings, Programs programs) {

  /**
   * Interpreters that are not ours.
   *
   * @param node for llama.cpp
   * @param python for transformers and for conversions
   */
  public record Programs(String node, String python) {}

  /**
   * What our side brings.
   *
   * @param client of a running cluster of this model
   * @param drafted whether it has a draft
   * @param prompts taken in turn
   * @param before JSON of an earlier run to compare with
   */
  public record Ours(
      GenerationClient client,
      boolean drafted,
      List<Conversation> prompts,
      Optional<JsonNode> before) {}

  /**
   * Runs all turns, prints and writes the report.
   *
   * @throws IOException if our own engine fails, or files cannot be written
   */
  public ObjectNode run(Ours ours, Path out, Terminal terminal)
      throws IOException, InterruptedException {
    PeerTools tools = PeerTools.of(workspace, programs.node(), programs.python());
    try (PeerStand stand = new PeerStand(tools, settings, terminal)) {
      PeerProcess engine = stand.startEngine(workspace, model);
      String name = engine.facts().path("model").asText();
      stand.add(ours.client(), ours.drafted());
      int turns = settings.warmUps() + settings.turns();
      Prompts prompts = Prompts.encode(ours.prompts(), turns, settings.prefill(), engine);
      stand.startOthers(model, ReportFiles.slug(name) + "-" + weightsHash(engine));
      PeerTurns measured = new PeerTurns(stand, settings, prompts);
      measured.run(terminal);
      Map<PeerRow, PeerResult> results = results(stand, measured, prompts, engine);
      PeersReport report =
          new PeersReport(
              name,
              settings,
              measured.counted(),
              results,
              stand.missing(),
              MachineFacts.read(),
              measured.load());
      return write(report, new PeersBars(results, ours.before()).all(), out, terminal);
    } catch (PeerException e) {
      throw new IOException("the engine without the cluster " + e.getMessage(), e);
    }
  }

  private static String weightsHash(PeerProcess engine) {
    return engine.facts().path("weights_hash").asText().substring(0, 12);
  }

  private Map<PeerRow, PeerResult> results(
      PeerStand stand, PeerTurns measured, Prompts prompts, PeerProcess engine)
      throws PeerException, InterruptedException, IOException {
    Map<PeerRow, PeerFigures> figures = measured.figures();
    @Nullable PeerFigures ours = figures.get(PeerRow.CLUSTER);
    if (ours == null) {
      throw new IOException("our cluster failed: " + stand.missing().get(PeerRow.CLUSTER));
    }
    List<int[]> counted =
        prompts.shortOnes().subList(settings.warmUps(), prompts.shortOnes().size());
    Map<PeerRow, PeerResult> results = new EnumMap<>(PeerRow.class);
    for (Contender contender : stand.contenders()) {
      @Nullable PeerFigures its = figures.get(contender.row());
      if (its == null) {
        continue;
      }
      Optional<GreedyAgreement> agreement =
          contender.row() == PeerRow.CLUSTER
              ? Optional.empty()
              : Optional.of(
                  GreedyAgreement.of(counted, ours.replies(), its.replies(), engine::gap));
      results.put(contender.row(), new PeerResult(its, contender.facts(), agreement));
    }
    return results;
  }

  private static ObjectNode write(PeersReport report, List<Bar> bars, Path out, Terminal terminal)
      throws IOException {
    report.print(terminal);
    terminal.gap();
    Bar.print(bars, terminal);
    ObjectNode json = report.toJson();
    json.set("bars", Bar.toJson(bars));
    ReportFiles files = ReportFiles.of(out, "peers", report.model());
    Path markdown = files.write(".md", report.markdown() + "\n" + Bar.markdown(bars));
    terminal.line(files.write(json) + "  " + markdown);
    return json;
  }
}
