package io.vsd.local.cli;

import io.vsd.local.cluster.ClusterException;
import io.vsd.local.cluster.ClusterHome;
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

  /**
   * Finds the cluster that was asked for; where none is named and none runs, starts one without
   * broker and trainer.
   */
  static RunningCluster findOrStart(Session session, ClusterOption cluster, ModelOption model)
      throws IOException, ClusterException, InterruptedException {
    ClusterHome home = cluster.home(session);
    Optional<ClusterState> running = home.cluster();
    if (running.isPresent()) {
      ClusterState.Service draft =
          running
              .get()
              .first(ServiceRole.DRAFT)
              .filter(s -> s.process().isPresent())
              .orElseThrow(
                  () ->
                      new ClusterException(
                          "the running cluster has lost its draft-service; ./vsd down%s stops it"
                              .formatted(home.option())));
      return new RunningCluster(draft.address(), null);
    }
    if (!home.name().equals(ClusterHome.DEFAULT)) {
      throw new ClusterException(cluster.absent(session));
    }
    session.err().line(cluster.absent(session) + ": starting one for this command.");
    String target = ModelFiles.ensure(session, model.model);
    ClusterPlan plan =
        ClusterPlan.of(
                TemporaryState.directory(session.workspace().stateDir()),
                target,
                model.draftCheckpoint(session, target))
            .withoutLearning();
    LocalCluster started = new ClusterStarter(session).start(plan, false);
    return new RunningCluster(started.service("draft").address(), started);
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
