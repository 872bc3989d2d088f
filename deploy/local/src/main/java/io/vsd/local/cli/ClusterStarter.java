package io.vsd.local.cli;

import io.vsd.local.cluster.ClusterException;
import io.vsd.local.cluster.ClusterPlan;
import io.vsd.local.cluster.LocalCluster;
import io.vsd.local.terminal.Style;
import io.vsd.local.terminal.Terminal;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Starts a cluster while a person watches. */
final class ClusterStarter {
  private static final String[] SPINNER = {"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"};

  private final Session session;

  ClusterStarter(Session session) {
    this.session = session;
  }

  LocalCluster start(ClusterPlan plan, boolean detached)
      throws ClusterException, InterruptedException {
    Display display = new Display(session.err());
    LocalCluster cluster =
        LocalCluster.start(session.workspace(), plan, detached, display::progress);
    session.err().clearStatus();
    return cluster;
  }

  private static final class Display {
    private final Terminal terminal;
    private final Set<String> shown = new HashSet<>();
    private int turn;

    Display(Terminal terminal) {
      this.terminal = terminal;
    }

    void progress(List<String> ready, List<String> waiting, Duration elapsed) {
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
                "  %s starting %s … %.0f s",
                SPINNER[turn++ % SPINNER.length],
                String.join(", ", waiting),
                seconds));
      }
    }
  }
}
