package io.vsd.local.cluster;

import io.vsd.local.broker.BrokerMain;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One started process of the cluster. Safe for use by several threads. */
public final class ServiceProcess {
  private static final Duration PROBE_LIMIT = Duration.ofSeconds(2);

  private final ServiceSpec spec;
  private final Process process;

  private ServiceProcess(ServiceSpec spec, Process process) {
    this.spec = spec;
    this.process = process;
  }

  static ServiceProcess start(ServiceSpec spec) throws ClusterException {
    ProcessBuilder builder = new ProcessBuilder(spec.command());
    // The services refuse unknown configuration, and VSD_HOME would be read as a key of theirs.
    builder.environment().keySet().removeIf(key -> key.startsWith("VSD_"));
    builder.environment().putAll(spec.environment());
    builder.redirectErrorStream(true);
    builder.redirectInput(new File("/dev/null"));
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(spec.log().toFile()));
    try {
      return new ServiceProcess(spec, builder.start());
    } catch (IOException e) {
      throw new ClusterException("cannot start " + spec.name() + ": " + e.getMessage(), e);
    }
  }

  /** Unique name in the cluster. */
  public String name() {
    return spec.name();
  }

  /** Address of its gRPC or Kafka listener. */
  public String address() {
    return spec.address();
  }

  /** Operating-system process id. */
  public long pid() {
    return process.pid();
  }

  /** Whether the process runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Code that it ended with; 128 and the signal's number where a signal ended it. */
  int exitCode() {
    return process.exitValue();
  }

  ServiceSpec spec() {
    return spec;
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /** Asks once whether it serves. */
  boolean isReady(HttpClient http) throws InterruptedException {
    if (spec.httpPort() == 0) {
      return logTail(200).stream().anyMatch(line -> line.startsWith(BrokerMain.READY_PREFIX));
    }
    URI uri = URI.create("http://127.0.0.1:" + spec.httpPort() + "/q/health/ready");
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(PROBE_LIMIT).build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** Last lines of its log, oldest first; empty when there is no log yet. */
  public List<String> logTail(int lines) {
    try {
      String text = new String(Files.readAllBytes(spec.log()), StandardCharsets.UTF_8);
      List<String> all = text.lines().toList();
      return all.subList(Math.max(0, all.size() - lines), all.size());
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Sends SIGTERM and does not wait. */
  void terminate() {
    process.destroy();
  }

  /** Waits for the end, then sends SIGKILL if it did not come within the limit. */
  void awaitEnd(Duration limit) {
    boolean ended = false;
    try {
      ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!ended) {
      process.destroyForcibly();
    }
  }

  /** Sends SIGKILL and waits until the process is gone, as a crash would look to the others. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }
}
