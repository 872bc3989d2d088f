package io.vsd.local.cli;

import io.vsd.local.cluster.ClusterState;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Stops what {@code up} started. */
@Command(
    name = "down",
    description = "Stops the local cluster; its data and checkpoints stay.",
    mixinStandardHelpOptions = true)
final class DownCommand implements Callable<Integer> {
  private final Session session;

  DownCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    Optional<ClusterState> running = session.clusterFile().running();
    if (running.isEmpty()) {
      session.clusterFile().forget();
      session.err().line("No cluster runs.");
      return ExitCodes.OK;
    }
    List<String> stopped = session.clusterFile().stop(running.get());
    session.out().line("Stopped " + String.join(", ", stopped) + ".");
    return ExitCodes.OK;
  }
}
