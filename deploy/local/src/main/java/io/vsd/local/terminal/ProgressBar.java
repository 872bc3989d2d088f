package io.vsd.local.terminal;

import java.util.Locale;

/** A bar of a known length on the status line; a pipe gets a line for every tenth part instead. */
public final class ProgressBar {
  private static final int WIDTH = 30;

  private final Terminal terminal;
  private final String title;
  private final long total;
  private final long startNanos;
  private int tenthsPrinted;

  /** A bar of {@code total} units, begun at {@code startNanos} of {@link System#nanoTime}. */
  public ProgressBar(Terminal terminal, String title, long total, long startNanos) {
    this.terminal = terminal;
    this.title = title;
    this.total = Math.max(1, total);
    this.startNanos = startNanos;
  }

  /** Shows {@code done} units at time {@code nowNanos}, with a few words of detail. */
  public void update(long done, long nowNanos, String detail) {
    double part = Math.min(1.0, (double) done / total);
    if (terminal.interactive()) {
      terminal.status(render(part, nowNanos, detail));
      return;
    }
    int tenths = (int) (part * 10);
    if (tenths > tenthsPrinted) {
      tenthsPrinted = tenths;
      terminal.line(render(part, nowNanos, detail));
    }
  }

  private String render(double part, long nowNanos, String detail) {
    int full = (int) Math.round(part * WIDTH);
    double seconds = (nowNanos - startNanos) / 1e9;
    String left =
        part > 0.02 && part < 1
            ? String.format(Locale.ROOT, ", %.0f s left", seconds / part - seconds)
            : "";
    return String.format(
        Locale.ROOT,
        "%s %s%s %3.0f %% %s%s",
        title,
        "█".repeat(full),
        "░".repeat(WIDTH - full),
        part * 100,
        detail,
        left);
  }
}
