package io.vsd.local.cli;

import io.vsd.local.cluster.ClusterException;
import io.vsd.local.cluster.ClusterPlan;
import io.vsd.local.cluster.LocalCluster;

/** Starts a cluster while a person watches. */
final class ClusterStarter {
  private final Session session;

  ClusterStarter(Session session) {
    this.session = session;
  }

  LocalCluster start(ClusterPlan plan, boolean detached)
      throws ClusterException, InterruptedException {
    try {
      return LocalCluster.start(
          session.workspace(), plan, detached, new StartupDisplay(session.err()));
    } finally {
      session.err().clearStatus();
    }
  }
}
