package io.vsd.local.bench.scale;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vsd.local.bench.Bar;
import io.vsd.local.bench.MachineFacts;
import io.vsd.local.bench.OtherLoad;
import io.vsd.local.bench.ReportFiles;
import io.vsd.local.config.Workspace;
import io.vsd.local.terminal.Terminal;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Measures how a forward grows, see the package's description.
 *
 * @param workspace the checkout
 * @param model path of the model: a GGUF file or a directory
 * @param settings how much is measured
 */
public record ScaleBench(Workspace workspace, Path model, ScaleSettings settings) {

  /**
   * Measures, prints, and writes table, figures and plots.
   *
   * @throws IOException if the engine fails or files cannot be written
   */
  public ObjectNode run(Path out, Terminal terminal) throws IOException, InterruptedException {
    OtherLoad load = new OtherLoad();
    load.look();
    ScaleFigures run = ScaleRun.measure(workspace, model, settings, terminal);
    load.look();
    ScaleReport report = new ScaleReport(run, settings, MachineFacts.read(), load);
    terminal.line(report.markdown());
    Bar.print(report.bars(), terminal);
    ReportFiles files = ReportFiles.of(out, "scale", run.model());
    files.write(".md", report.markdown() + "\n" + Bar.markdown(report.bars()));
    files.write("-rows.svg", report.rowsPlot());
    files.write("-context.svg", report.contextPlot());
    files.write("-sessions.svg", report.sessionsPlot());
    ObjectNode json = report.toJson();
    terminal.line(files.write(json).toString());
    return json;
  }
}
