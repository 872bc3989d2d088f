package io.vsd.local.cli;

import io.vsd.local.cluster.ClusterException;
import io.vsd.local.cluster.ClusterPlan;
import io.vsd.local.cluster.ClusterState;
import io.vsd.local.cluster.LocalCluster;
import io.vsd.local.cluster.ServiceRole;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The cluster that is up, or one that lives as long as the command that needs it. */
final class RunningCluster implements AutoCloseable {
  private final String draftAddress;
  private final @Nullable LocalCluster own;

  private RunningCluster(String draftAddress, @Nullable LocalCluster own) {
    this.draftAddress = draftAddress;
    this.own = own;
  }

  /** Finds the running cluster or starts one without broker and trainer. */
  static RunningCluster findOrStart(Session session, ModelOption model)
      throws IOException, ClusterException, InterruptedException {
    Optional<ClusterState> running = session.clusterFile().running();
    if (running.isPresent()) {
      ClusterState.Service draft =
          running
              .get()
              .first(ServiceRole.DRAFT)
              .filter(s -> s.process().isPresent())
              .orElseThrow(
                  () -> new ClusterException("the running cluster has lost its draft-service"));
      return new RunningCluster(draft.address(), null);
    }
    session.err().line("No cluster runs: starting one for this command.");
    String target = ModelFiles.ensure(session, model.model);
    ClusterPlan plan =
        ClusterPlan.of(
                session.workspace().stateDir().resolve("temporary"),
                target,
                model.draftCheckpoint(session, target))
            .withoutLearning();
    LocalCluster cluster = new ClusterStarter(session).start(plan, false);
    return new RunningCluster(cluster.service("draft").address(), cluster);
  }

  String draftAddress() {
    return draftAddress;
  }

  @Override
  public void close() {
    if (own != null) {
      own.close();
    }
  }
}
