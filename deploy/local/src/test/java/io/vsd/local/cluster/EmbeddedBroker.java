package io.vsd.local.cluster;

import io.vsd.local.config.Workspace;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The broker process of the local cluster, alone. */
public final class EmbeddedBroker implements AutoCloseable {
  private final ServiceProcess process;

  private EmbeddedBroker(ServiceProcess process) {
    this.process = process;
  }

  /** Starts one on free ports with an empty data directory and waits until it serves. */
  public static EmbeddedBroker start(String name) throws Exception {
    Path dir = ClusterStand.directory(name);
    TinyTarget.deleteTree(dir);
    Files.createDirectories(dir.resolve("logs"));
    ClusterPlan plan = ClusterPlan.of(dir, "none", Optional.empty()).onFreePorts();
    ServiceSpec spec =
        new ServiceCommands(Workspace.current(), plan, ClusterStand.memory(plan))
            .specs()
            .getFirst();
    ServiceProcess process = ServiceProcess.start(spec);
    try (HttpClient http = HttpClient.newHttpClient()) {
      ClusterStand.await(Duration.ofSeconds(60), () -> process.isReady(http), ready -> ready);
    }
    return new EmbeddedBroker(process);
  }

  /** Bootstrap address. */
  public String address() {
    return process.address();
  }

  @Override
  public void close() {
    process.terminate();
    process.awaitEnd(Duration.ofSeconds(10));
  }
}
