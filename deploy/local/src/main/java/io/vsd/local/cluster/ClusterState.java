package io.vsd.local.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A running cluster as other commands find it, kept in {@code .vsd/cluster.json}.
 *
 * @param model hub id or path of the target
 * @param stateDir where data and logs lie
 * @param services its processes
 */
public record ClusterState(String model, String stateDir, List<Service> services) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final String FILE = "cluster.json";
  private static final String PIDS = "cluster.pids";

  public ClusterState {
    services = List.copyOf(services);
  }

  /**
   * One process.
   *
   * @param name unique in the cluster
   * @param role what it does
   * @param pid operating-system process id
   * @param startedAtMs Unix milliseconds as the system tells them, 0 if unknown; guards against a
   *     process id that was given to another program
   * @param address of its gRPC or Kafka listener
   * @param httpPort 0 for none
   * @param log its log file
   */
  public record Service(
      String name,
      ServiceRole role,
      long pid,
      long startedAtMs,
      String address,
      int httpPort,
      String log) {

    /** The process, if it is still the one that was started. */
    public Optional<ProcessHandle> process() {
      return ProcessHandle.of(pid)
          .filter(ProcessHandle::isAlive)
          .filter(p -> startedAtMs == 0 || startedAt(p) == startedAtMs);
    }

    static long startedAt(ProcessHandle process) {
      return process.info().startInstant().map(i -> i.toEpochMilli()).orElse(0L);
    }
  }

  /**
   * The cluster whose file lies in this directory, if one was left there and something of it runs.
   */
  public static Optional<ClusterState> running(Path vsdDir) throws IOException {
    Path file = vsdDir.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    ClusterState state = JSON.readValue(file.toFile(), ClusterState.class);
    boolean alive = state.services.stream().anyMatch(s -> s.process().isPresent());
    return alive ? Optional.of(state) : Optional.empty();
  }

  /** First service of a role. */
  public Optional<Service> first(ServiceRole role) {
    return services.stream().filter(s -> s.role() == role).findFirst();
  }

  void write(Path vsdDir) throws IOException {
    Files.createDirectories(vsdDir);
    Path temporary = vsdDir.resolve(FILE + ".tmp");
    JSON.writeValue(temporary.toFile(), this);
    Files.move(temporary, vsdDir.resolve(FILE), StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(
        vsdDir.resolve(PIDS),
        services.stream().map(s -> s.pid() + "\n").collect(Collectors.joining()));
  }

  static void remove(Path vsdDir) throws IOException {
    Files.deleteIfExists(vsdDir.resolve(FILE));
    Files.deleteIfExists(vsdDir.resolve(PIDS));
  }
}
