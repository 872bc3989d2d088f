package io.vsd.local.cli;

import io.vsd.local.cluster.ClusterPlan;
import io.vsd.local.cluster.ClusterState;
import io.vsd.local.cluster.LocalCluster;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts the local cluster and leaves it running. */
@Command(
    name = "up",
    description = "Starts broker, verifier, draft and trainer and leaves them running.",
    mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {
  @Mixin private final ModelOption model = new ModelOption();

  @Option(
      names = "--verifiers",
      paramLabel = "N",
      defaultValue = "1",
      description = "number of verifier processes (default: ${DEFAULT-VALUE})")
  private int verifiers = 1;

  @Option(names = "--no-learning", description = "leave broker and trainer out")
  private boolean noLearning;

  private final Session session;

  UpCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    Optional<ClusterState> running = session.clusterFile().running();
    if (running.isPresent()) {
      session.err().line("A cluster runs already (./vsd status shows it, ./vsd down stops it).");
      return ExitCodes.CLUSTER;
    }
    String target = ModelFiles.ensure(session, model.model);
    ClusterPlan plan =
        ClusterPlan.of(
                session.workspace().stateDir().resolve("local"),
                target,
                model.draftCheckpoint(session, target))
            .withVerifiers(verifiers);
    LocalCluster cluster =
        new ClusterStarter(session).start(noLearning ? plan.withoutLearning() : plan, true);
    session.clusterFile().record(cluster.state());
    StatusPrinter.addresses(session.out(), cluster.state());
    session.out().line("Try: ./vsd chat    Stop: ./vsd down");
    return ExitCodes.OK;
  }
}
