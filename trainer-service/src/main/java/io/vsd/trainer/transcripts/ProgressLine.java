package io.vsd.trainer.transcripts;

import io.vsd.engine.training.StepReport;
import java.time.Duration;
import java.util.Locale;

/** Running figures of a training run and the line that shows them. */
final class ProgressLine {

  private static final double MEMORY = 0.97;

  private final long plannedTokens;
  private final long startedNanos;
  private long tokens;
  private double loss;
  private double weight;
  private double[] agreement = {};

  ProgressLine(long plannedTokens, long startedNanos) {
    this.plannedTokens = plannedTokens;
    this.startedNanos = startedNanos;
  }

  void add(StepReport report) {
    tokens += report.answerTokens();
    if (agreement.length == 0) {
      agreement = new double[report.agreement().length];
    }
    weight = MEMORY * weight + 1 - MEMORY;
    loss = MEMORY * loss + (1 - MEMORY) * report.loss();
    for (int j = 0; j < agreement.length; j++) {
      agreement[j] = MEMORY * agreement[j] + (1 - MEMORY) * report.agreement()[j];
    }
  }

  long tokens() {
    return tokens;
  }

  /** Running means over about the last thirty steps. */
  String render(StepReport last, long nowNanos) {
    double seconds = Math.max(1e-3, (nowNanos - startedNanos) / 1e9);
    double rate = tokens / seconds;
    long left = Math.max(0, plannedTokens - tokens);
    return String.format(
        Locale.ROOT,
        "step %d  %,d / %,d answer tokens  %.0f tokens/s  loss %.4f  agreement %s  rate %.1e  ETA"
            + " %s",
        last.step(),
        tokens,
        plannedTokens,
        rate,
        loss / weight,
        agreement(),
        last.learningRate(),
        Duration.ofSeconds((long) (left / Math.max(rate, 1e-3))).toString().substring(2));
  }

  private String agreement() {
    StringBuilder text = new StringBuilder();
    for (double a : agreement) {
      text.append(text.isEmpty() ? "" : " ");
      text.append(String.format(Locale.ROOT, "%.3f", a / weight));
    }
    return text.toString();
  }
}
