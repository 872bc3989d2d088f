package io.vsd.local.cli;

import io.vsd.local.cluster.ClusterHome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Which of the clusters of this checkout a command means. */
final class ClusterOption {
  @Option(
      names = "--cluster",
      paramLabel = "NAME",
      defaultValue = ClusterHome.DEFAULT,
      description = "which cluster, where several run (default: ${DEFAULT-VALUE})")
  private String name = ClusterHome.DEFAULT;

  ClusterHome home(Session session) {
    return WrongOptionException.read(() -> ClusterHome.of(session.workspace().stateDir(), name));
  }

  /** A sentence about the one that was asked for not running, and those that do. */
  String absent(Session session) throws IOException {
    List<String> others = new ArrayList<>(ClusterHome.running(session.workspace().stateDir()));
    others.remove(name);
    String missing =
        name.equals(ClusterHome.DEFAULT) ? "No cluster runs" : "No cluster '" + name + "' runs";
    return others.isEmpty()
        ? missing
        : missing + " under that name; --cluster reaches: " + String.join(", ", others);
  }
}
