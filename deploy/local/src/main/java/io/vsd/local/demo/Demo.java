package io.vsd.local.demo;

import io.vsd.local.client.CallException;
import io.vsd.local.client.GenerationClient;
import io.vsd.local.terminal.Style;
import io.vsd.local.terminal.Terminal;
import io.vsd.local.terminal.TextTable;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Runs the steps of the demo against a started cluster and prints them. */
public final class Demo {
  private static final Duration LEARNING_LIMIT = Duration.ofMinutes(10);

  /** Tokens within which a draft that learns from nothing is promoted, with room to spare. */
  private static final double LEARNING_TOKENS = 10_000;

  private final String model;
  private final GenerationClient client;
  private final LearningPhase learning;
  private final DemoPrompts prompts;
  private final Terminal out;
  private final long begin = System.nanoTime();

  /** A demo of the cluster whose draft-service and trainer are given. */
  public Demo(
      String model,
      GenerationClient client,
      String trainerAddress,
      DemoPrompts prompts,
      Terminal out) {
    this.model = model;
    this.client = client;
    this.prompts = prompts;
    this.out = out;
    this.learning = new LearningPhase(client, trainerAddress, prompts, out);
  }

  /** Every step once. */
  public DemoReport run() throws CallException, InterruptedException {
    out.heading("1  The same text, with and without the draft");
    out.line(
        out.paint(
            Style.DIM,
            out.interactive()
                ? "   green: guessed by the draft, checked by the target in one pass; yellow: the target's own"
                : "   text as it comes from speculative decoding"));
    List<PromptSpeed> speeds = new SpeedComparison(client, out).run(prompts.showcase());
    out.gap();
    printSpeeds(speeds);

    out.heading("2  A kind of traffic that the draft does not know well");
    HeldOutMeasurement before = HeldOutMeasurement.measure(client, prompts.heldOut(), out);
    out.line(
        String.format(
            Locale.ROOT,
            "   %d prompts kept out of learning, such as “%s”",
            prompts.heldOut().size(),
            prompts.heldOut().getFirst().opening().getLast().getContent()));
    out.line(
        String.format(
            Locale.ROOT,
            "   acceptance length %.2f with %s",
            before.acceptanceLength(),
            name(before)));

    out.heading("3  Serving such traffic; the trainer learns from its rounds");
    LearningOutcome outcome = learning.run(learningLimit(speeds));
    printLearning(outcome);

    out.heading("4  The same held-out prompts with the new draft");
    HeldOutMeasurement after = HeldOutMeasurement.measure(client, prompts.heldOut(), out);
    DemoReport report =
        new DemoReport(model, speeds, before, after, outcome, (System.nanoTime() - begin) / 1e9);
    printComparison(report);
    return report;
  }

  /** A slow model needs longer for as much traffic. */
  static Duration learningLimit(List<PromptSpeed> speeds) {
    double plain = Median.of(speeds.stream().map(PromptSpeed::medianPlain).toList());
    Duration slow = Duration.ofSeconds((long) (LEARNING_TOKENS / Math.max(1, plain)));
    return slow.compareTo(LEARNING_LIMIT) > 0 ? slow : LEARNING_LIMIT;
  }

  /** Goes on serving traffic until the thread is interrupted. */
  public void goOn(LearningOutcome known) throws CallException, InterruptedException {
    out.heading("Serving on; Ctrl-C stops the cluster");
    long swaps = known.swaps();
    while (!Thread.currentThread().isInterrupted()) {
      LearningOutcome now = learning.goOn();
      if (now.swaps() > swaps) {
        swaps = now.swaps();
        out.line(
            String.format(
                Locale.ROOT,
                "   %.0f s: another draft swapped in (%d so far, %d replies served)",
                now.seconds(),
                swaps,
                now.served()));
      }
    }
  }

  private void printSpeeds(List<PromptSpeed> speeds) {
    TextTable table =
        new TextTable(
            "prompt",
            "tokens",
            "plain tok/s",
            "speculative tok/s",
            "ratio",
            "acceptance",
            "text equal");
    for (PromptSpeed s : speeds) {
      table.row(
          s.id(),
          Integer.toString(s.tokens()),
          number(s.medianPlain(), 1),
          number(s.medianSpeculative(), 1),
          number(s.medianSpeculative() / Math.max(1e-9, s.medianPlain()), 2),
          number(s.acceptanceLength(), 2),
          s.textsEqual() ? "yes" : "NO");
    }
    table.print(out);
  }

  private void printLearning(LearningOutcome outcome) {
    if (!outcome.learned()) {
      out.line(
          out.paint(
              Style.RED,
              String.format(
                  Locale.ROOT,
                  "   no draft was promoted and swapped in %.0f s (%d steps, %d refused)",
                  outcome.seconds(),
                  outcome.optimizerSteps(),
                  outcome.refused())));
      return;
    }
    out.line(
        String.format(
            Locale.ROOT,
            "   after %.0f s, %d replies and %d optimiser steps the trainer promoted a checkpoint;",
            outcome.seconds(),
            outcome.served(),
            outcome.optimizerSteps()));
    out.line("   the draft-service swapped it in between two rounds, nothing was interrupted.");
    if (!outcome.busySpeeds().isEmpty() && !outcome.idleSpeeds().isEmpty()) {
      out.line(
          String.format(
              Locale.ROOT,
              "   plain decoding ran at %.1f tokens/s while it learned, %.1f while it did not",
              Median.of(outcome.busySpeeds()),
              Median.of(outcome.idleSpeeds())));
    }
  }

  private void printComparison(DemoReport report) {
    TextTable table = new TextTable("held-out prompts", "before", "after");
    table.row(
        "acceptance length",
        number(report.before().acceptanceLength(), 2),
        number(report.after().acceptanceLength(), 2));
    table.row(
        "tokens/s",
        number(report.before().tokensPerSecond(), 1),
        number(report.after().tokensPerSecond(), 1));
    table.row("draft", name(report.before()), name(report.after()));
    table.print(out);
    out.gap();
    String equal = report.textsEqual() ? "yes" : "NO";
    out.line(
        out.paint(
            report.succeeded() ? Style.GREEN : Style.RED,
            String.format(
                Locale.ROOT,
                "texts equal everywhere: %s   promoted: %d   swaps: %d   %.0f s in all",
                equal,
                report.learning().promoted(),
                report.learning().swaps(),
                report.seconds())));
  }

  private static String name(HeldOutMeasurement m) {
    String version = m.draftVersion();
    if (version.isEmpty()) {
      return "no draft";
    }
    return version.length() > 24 ? "…" + version.substring(version.length() - 15) : version;
  }

  private static String number(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
