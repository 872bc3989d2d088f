package io.vsd.local.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The file of a cluster that {@code up} left running: recording it, stopping what it names. */
public final class ClusterFile {
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  private final Path directory;

  /** The file of the cluster at home there. */
  public ClusterFile(ClusterHome home) {
    this.directory = home.fileDir();
  }

  /** Records a cluster so that other commands find it. */
  public void record(ClusterState state) throws IOException {
    state.write(directory);
  }

  /** Forgets it. */
  public void forget() throws IOException {
    ClusterState.remove(directory);
  }

  /**
   * Stops the recorded processes, the broker last, and forgets them.
   *
   * @return names of the services that ran
   */
  public List<String> stop(ClusterState state) throws IOException, InterruptedException {
    List<ClusterState.Service> alive =
        state.services().stream().filter(s -> s.process().isPresent()).toList();
    stop(alive.stream().filter(s -> s.role() != ServiceRole.BROKER).toList().stream());
    stop(alive.stream().filter(s -> s.role() == ServiceRole.BROKER).toList().stream());
    forget();
    return alive.stream().map(ClusterState.Service::name).toList();
  }

  private static void stop(java.util.stream.Stream<ClusterState.Service> services)
      throws InterruptedException {
    List<ProcessHandle> handles = services.flatMap(s -> s.process().stream()).toList();
    handles.forEach(ProcessHandle::destroy);
    for (ProcessHandle handle : handles) {
      try {
        handle.onExit().get(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException | ExecutionException e) {
        handle.destroyForcibly();
      }
    }
  }
}
