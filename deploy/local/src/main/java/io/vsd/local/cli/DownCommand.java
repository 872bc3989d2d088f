package io.vsd.local.cli;

import io.vsd.local.cluster.ClusterFile;
import io.vsd.local.cluster.ClusterHome;
import io.vsd.local.cluster.ClusterState;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Stops what {@code up} started. */
@Command(
    name = "down",
    description = "Stops the local cluster; its data and checkpoints stay.",
    mixinStandardHelpOptions = true)
final class DownCommand implements Callable<Integer> {
  @Mixin private final ClusterOption cluster = new ClusterOption();

  private final Session session;

  DownCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    ClusterHome home = cluster.home(session);
    ClusterFile file = new ClusterFile(home);
    Optional<ClusterState> running = home.cluster();
    if (running.isEmpty()) {
      file.forget();
      session.err().line(cluster.absent(session) + ".");
      return ExitCodes.OK;
    }
    List<String> stopped = file.stop(running.get());
    session.out().line("Stopped " + String.join(", ", stopped) + ".");
    return ExitCodes.OK;
  }
}
