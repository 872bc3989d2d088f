package io.vsd.local.cli;

import io.vsd.local.cluster.ClusterState;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows what runs. */
@Command(
    name = "status",
    description = "Shows which services run, where, and what they serve.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  @Option(names = "--json", description = "print JSON")
  private boolean json;

  @Mixin private final ClusterOption cluster = new ClusterOption();

  private final Session session;

  StatusCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    Optional<ClusterState> running = cluster.home(session).cluster();
    if (running.isEmpty()) {
      session.err().line(cluster.absent(session) + ". ./vsd up starts one.");
      return ExitCodes.CLUSTER;
    }
    if (json) {
      session.out().line(StatusPrinter.json(running.get()));
    } else {
      StatusPrinter.addresses(session.out(), running.get());
      StatusPrinter.details(session.out(), running.get());
    }
    return ExitCodes.OK;
  }
}
