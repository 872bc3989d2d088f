package io.vsd.local.bench.scale;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vsd.local.bench.Bar;
import io.vsd.local.bench.MachineFacts;
import io.vsd.local.bench.MarkdownTable;
import io.vsd.local.bench.OtherLoad;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * The curves of one run with what they are to reach.
 *
 * @param run what was measured
 * @param settings how
 * @param machine on what
 * @param load what else ran
 */
record ScaleReport(ScaleFigures run, ScaleSettings settings, MachineFacts machine, OtherLoad load) {
  private static final List<String> CURVES =
      List.of("rows", "sessions", "context", "context-tree", "linear", "read", "draft-depth");

  /** What a forward is to reach. */
  List<Bar> bars() {
    Curve rows = run.curve("rows");
    Curve linear = run.curve("linear");
    OptionalDouble read = run.curve("read").at(0);
    boolean wide = machine.vectorBits() >= 512;
    List<Bar> bars = new ArrayList<>();
    bars.add(Bar.atMost(1.2, "linear layers at 1 row over reading", over(linear.at(1), read)));
    for (int n : new int[] {1, 4, 8}) {
      bars.add(
          Bar.atMost(
              1.25, "forward over linear layers, rows " + n, over(rows.at(n), linear.at(n))));
    }
    bars.add(Bar.atMost(1.25, "4 rows over 1", rows.ratio(4, 1)));
    bars.add(Bar.atMost(wide ? 1.5 : 1.9, "8 rows over 1", rows.ratio(8, 1)));
    bars.add(
        Bar.atMost(
            0.08,
            "a draft depth over a plain step",
            over(run.curve("draft-depth").at(1), rows.at(1))));
    bars.add(Bar.atLeast(2.5, "4 sessions' tokens/s over 1", speedUp(4)));
    bars.add(Bar.atLeast(3.5, "8 sessions' tokens/s over 1", speedUp(8)));
    return bars;
  }

  private OptionalDouble speedUp(int sessions) {
    OptionalDouble ratio = run.curve("sessions").ratio(1, sessions);
    return ratio.isPresent()
        ? OptionalDouble.of(sessions * ratio.getAsDouble())
        : OptionalDouble.empty();
  }

  private static OptionalDouble over(OptionalDouble a, OptionalDouble b) {
    return a.isPresent() && b.isPresent()
        ? OptionalDouble.of(a.getAsDouble() / b.getAsDouble())
        : OptionalDouble.empty();
  }

  String caption() {
    String reading =
        run.weightBytes() == 0
            ? ""
            : "; reading the weights' %d MB once takes %.2f ms (%.1f GB/s)"
                .formatted(
                    run.weightBytes() >> 20,
                    run.curve("read").at(0).orElse(Double.NaN),
                    run.weightBytes() / run.curve("read").at(0).orElse(Double.NaN) / 1e6);
    return "%s, precision %s, %d threads, median of %d; %s%s."
        .formatted(
            run.model(),
            settings.precision(),
            settings.threads(),
            settings.repeats(),
            machine.describe(),
            reading);
  }

  /** All curves in one table. */
  String markdown() {
    MarkdownTable table = new MarkdownTable("curve", "ms at x", "exponent");
    for (String name : CURVES) {
      Curve curve = run.curve(name);
      if (!curve.points().isEmpty()) {
        StringBuilder cells = new StringBuilder();
        for (Curve.Point p : curve.points()) {
          cells.append(cells.isEmpty() ? "" : ", ");
          cells.append(String.format(Locale.ROOT, "%d: %.2f", p.x(), p.millis()));
        }
        table.row(name, cells.toString(), exponent(curve));
      }
    }
    return caption() + "\n\n" + table.text() + "\n" + load.describe() + ".\n";
  }

  private static String exponent(Curve curve) {
    OptionalDouble b = curve.exponent();
    return b.isPresent() && Double.isFinite(b.getAsDouble())
        ? String.format(Locale.ROOT, "%.2f", b.getAsDouble())
        : "-";
  }

  String rowsPlot() {
    return new SvgPlot("A forward over its rows: " + run.model(), "rows", "ms")
        .curve("forward, exponent " + exponent(run.curve("rows")), points("rows"))
        .curve("linear layers alone", points("linear"))
        .svg();
  }

  String contextPlot() {
    return new SvgPlot("A forward over its context: " + run.model(), "positions", "ms")
        .curve("1 row, exponent " + exponent(run.curve("context")), points("context"))
        .curve("4 rows, exponent " + exponent(run.curve("context-tree")), points("context-tree"))
        .svg();
  }

  String sessionsPlot() {
    List<double[]> speeds =
        run.curve("sessions").points().stream()
            .map(p -> new double[] {p.x(), 1000.0 * p.x() / p.millis()})
            .toList();
    return new SvgPlot("Sessions in one forward: " + run.model(), "sessions", "tokens/s")
        .curve("all sessions together", speeds)
        .svg();
  }

  private List<double[]> points(String name) {
    return run.curve(name).points().stream().map(p -> new double[] {p.x(), p.millis()}).toList();
  }

  ObjectNode toJson() {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("model", run.model());
    root.set("machine", machine.toJson());
    root.set("other_load", load.toJson());
    root.put("threads", settings.threads());
    root.put("repeats", settings.repeats());
    root.put("precision", settings.precision());
    root.put("weight_bytes", run.weightBytes());
    ObjectNode curves = root.putObject("curves");
    for (String name : CURVES) {
      ArrayNode points = curves.putArray(name);
      for (Curve.Point p : run.curve(name).points()) {
        points.addObject().put("x", p.x()).put("millis", p.millis());
      }
    }
    root.set("bars", Bar.toJson(bars()));
    return root;
  }
}
