package io.vsd.local.cli;

import io.vsd.local.cluster.MemoryPlan;
import io.vsd.local.cluster.StartupListener;
import io.vsd.local.memory.MachineMemory;
import io.vsd.local.terminal.Style;
import io.vsd.local.terminal.Terminal;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/** Shows a start: what it will take, what is awaited, what is ready. A pipe gets a line a step. */
final class StartupDisplay implements StartupListener {
  private static final String[] SPINNER = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};

  private final Terminal terminal;
  private final Set<String> shown = new HashSet<>();
  private String reading = "starting";
  private Duration expected = Duration.ZERO;
  private int turn;

  StartupDisplay(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void planned(MemoryPlan needs, Duration usual) {
    expected = usual;
    reading =
        String.format(Locale.ROOT, "reading %.0fM parameters", needs.model().parameters() / 1e6);
    OptionalLong available = MachineMemory.ofThisMachine().available();
    String left =
        available.isEmpty()
            ? ""
            : ", %s GB available".formatted(MemoryPlan.gigabytes(available.getAsLong()));
    terminal.line("Memory: about " + needs.summary() + left);
    if (!terminal.interactive()) {
      terminal.line(
          "Starting: %s, about %d s on two cores".formatted(reading, expected.toSeconds()));
    }
  }

  @Override
  public void progress(List<String> ready, List<String> waiting, Duration elapsed) {
    double seconds = elapsed.toMillis() / 1e3;
    for (String name : ready) {
      if (shown.add(name)) {
        terminal.line(
            String.format(
                Locale.ROOT,
                "  %s %-10s ready after %.1f s",
                terminal.paint(Style.GREEN, "✓"),
                name,
                seconds));
      }
    }
    if (!waiting.isEmpty()) {
      terminal.status(
          String.format(
              Locale.ROOT,
              "  %s %s: %s … %.0f s, usually about %d s in all",
              SPINNER[turn++ % SPINNER.length],
              String.join(", ", waiting),
              waiting.stream().anyMatch(StartupDisplay::readsTheTarget)
                  ? reading
                  : "loading the draft",
              seconds,
              Math.max(1, expected.toSeconds())));
    }
  }

  /** A verifier reads the whole target; the others begin when it has. */
  private static boolean readsTheTarget(String service) {
    return service.startsWith("verifier");
  }

  @Override
  public void again(String why) {
    shown.clear();
    terminal.line(why.lines().findFirst().orElse(why) + "; starting again on other ports");
  }
}
