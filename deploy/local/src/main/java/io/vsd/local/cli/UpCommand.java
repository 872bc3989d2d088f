package io.vsd.local.cli;

import io.vsd.local.cluster.ClusterFile;
import io.vsd.local.cluster.ClusterHome;
import io.vsd.local.cluster.ClusterPlan;
import io.vsd.local.cluster.HeapChoice;
import io.vsd.local.cluster.LocalCluster;
import io.vsd.local.cluster.StateLock;
import io.vsd.local.ports.PortChoice;
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

  @Mixin private final ClusterOption cluster = new ClusterOption();
  @Mixin private final PortOption ports = new PortOption();
  @Mixin private final HeapOption heaps = new HeapOption();

  private final Session session;

  UpCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws Exception {
    ClusterHome home = cluster.home(session);
    try (StateLock _ = StateLock.of(home.stateDir())) {
      return call(home);
    }
  }

  private int call(ClusterHome home) throws Exception {
    if (home.cluster().isPresent()) {
      session
          .err()
          .line(
              "A cluster runs already: ./vsd status%1$s shows it, ./vsd down%1$s stops it,%n./vsd up --cluster NAME starts another beside it."
                  .formatted(home.option()));
      return ExitCodes.CLUSTER;
    }
    LocalCluster started = new ClusterStarter(session).start(plan(home), true);
    new ClusterFile(home).record(started.state());
    StatusPrinter.addresses(session.out(), started.state());
    StatusPrinter.warnings(session.out(), started.state());
    session.out().line("Try: ./vsd chat%1$s    Stop: ./vsd down%1$s".formatted(home.option()));
    return ExitCodes.OK;
  }

  private ClusterPlan plan(ClusterHome home) throws Exception {
    PortChoice port = ports.choice();
    HeapChoice heap = heaps.choice();
    String target = ModelFiles.ensure(session, model.model);
    ClusterPlan plan =
        ClusterPlan.of(home.stateDir(), target, model.draftCheckpoint(session, target))
            .withVerifiers(verifiers)
            .on(port)
            .withHeaps(heap);
    return noLearning ? plan.withoutLearning() : plan;
  }
}
