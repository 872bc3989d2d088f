package io.vsd.local.cluster;

import io.vsd.local.config.Workspace;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The processes of one cluster, started together and stopped together. The thread that starts it
 * owns it; {@link #close} may also be called by a shutdown hook.
 */
public final class LocalCluster implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(4);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
  private static final long POLL_MS = 200;

  private final ClusterPlan plan;
  private final Map<String, ServiceProcess> services = new LinkedHashMap<>();
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
  private boolean closed;

  private LocalCluster(ClusterPlan plan) {
    this.plan = plan;
  }

  /**
   * Starts everything and returns when all of it serves. A process that dies stops the rest.
   *
   * @param detached whether the processes shall outlive this one
   * @throws ClusterException with the end of the log when a service dies or takes too long
   */
  public static LocalCluster start(
      Workspace workspace, ClusterPlan plan, boolean detached, StartupListener listener)
      throws ClusterException, InterruptedException {
    LocalCluster cluster = new LocalCluster(plan);
    Thread hook = new Thread(cluster::close, "cluster-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    boolean started = false;
    try {
      cluster.startAll(workspace, listener);
      started = true;
      return cluster;
    } finally {
      if (!started) {
        cluster.close();
      }
      if (!started || detached) {
        removeHook(hook);
      }
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is already going down: the hook does what it is for.
      return;
    }
  }

  private void startAll(Workspace workspace, StartupListener listener)
      throws ClusterException, InterruptedException {
    Path logs = plan.stateDir().resolve("logs");
    try {
      Files.createDirectories(logs);
    } catch (IOException e) {
      throw new ClusterException("cannot create " + logs + ": " + e.getMessage(), e);
    }
    long begin = System.nanoTime();
    List<ServiceSpec> specs = new ServiceCommands(workspace, plan, logs).specs();
    // The verifier measures its cost curve at start, so the others wait until it has.
    List<ServiceSpec> first =
        specs.stream()
            .filter(s -> s.role() == ServiceRole.BROKER || s.role() == ServiceRole.VERIFIER)
            .toList();
    List<ServiceSpec> second = specs.stream().filter(s -> !first.contains(s)).toList();
    for (List<ServiceSpec> stage : List.of(first, second)) {
      for (ServiceSpec spec : stage) {
        launch(spec);
      }
      awaitReady(stage.stream().map(ServiceSpec::name).toList(), begin, listener);
    }
  }

  private synchronized void launch(ServiceSpec spec) throws ClusterException {
    if (closed) {
      throw new ClusterException("stopped while starting");
    }
    try {
      Files.deleteIfExists(spec.log());
    } catch (IOException e) {
      throw new ClusterException("cannot replace " + spec.log() + ": " + e.getMessage(), e);
    }
    services.put(spec.name(), ServiceProcess.start(spec));
  }

  private void awaitReady(List<String> names, long begin, StartupListener listener)
      throws ClusterException, InterruptedException {
    List<String> ready = new ArrayList<>();
    List<String> waiting = new ArrayList<>(names);
    while (true) {
      for (String name : List.copyOf(waiting)) {
        ServiceProcess service = service(name);
        if (service.isReady(http)) {
          waiting.remove(name);
          ready.add(name);
        } else if (!service.isAlive()) {
          throw died(service, "ended while starting");
        }
      }
      Duration elapsed = Duration.ofNanos(System.nanoTime() - begin);
      listener.progress(List.copyOf(ready), List.copyOf(waiting), elapsed);
      if (waiting.isEmpty()) {
        return;
      }
      if (elapsed.compareTo(START_LIMIT) > 0) {
        throw died(
            service(waiting.getFirst()),
            "did not get ready in " + START_LIMIT.toMinutes() + " min");
      }
      Thread.sleep(POLL_MS);
    }
  }

  private static ClusterException died(ServiceProcess service, String what) {
    StringBuilder message = new StringBuilder(service.name()).append(' ').append(what);
    message.append("; the end of ").append(service.spec().log()).append(":");
    service.logTail(25).forEach(line -> message.append("\n  ").append(line));
    return new ClusterException(message.toString());
  }

  /** A service by its unique name. */
  public synchronized ServiceProcess service(String name) {
    ServiceProcess service = services.get(name);
    if (service == null) {
      throw new IllegalArgumentException("no service " + name + " in " + services.keySet());
    }
    return service;
  }

  /** All of them in start order. */
  public synchronized List<ServiceProcess> services() {
    return List.copyOf(services.values());
  }

  /** Starts a service that has ended again with the command it had, and waits until it serves. */
  public void restart(String name) throws ClusterException, InterruptedException {
    ServiceSpec spec = service(name).spec();
    launch(spec);
    awaitReady(List.of(name), System.nanoTime(), (ready, waiting, elapsed) -> {});
  }

  /** What other commands need to know. */
  public ClusterState state() {
    List<ClusterState.Service> list =
        services().stream()
            .map(
                p ->
                    new ClusterState.Service(
                        p.name(),
                        p.spec().role(),
                        p.pid(),
                        ClusterState.Service.startedAt(p.handle()),
                        p.address(),
                        p.spec().httpPort(),
                        p.spec().log().toString()))
            .toList();
    return new ClusterState(plan.model(), plan.stateDir().toString(), list);
  }

  /** Stops everything that was started: SIGTERM, then SIGKILL; the broker last. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    List<ServiceProcess> brokers = new ArrayList<>();
    List<ServiceProcess> others = new ArrayList<>();
    services
        .values()
        .forEach(s -> (s.spec().role() == ServiceRole.BROKER ? brokers : others).add(s));
    for (List<ServiceProcess> group : List.of(others, brokers)) {
      group.forEach(ServiceProcess::terminate);
      group.forEach(s -> s.awaitEnd(STOP_LIMIT));
    }
    http.close();
  }
}
