package io.vsd.local.cluster;

import io.vsd.local.config.Workspace;
import io.vsd.local.ports.PortChoice;
import io.vsd.local.ports.PortTakenException;
import java.io.IOException;
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
  private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

  /** Starts that may lose a port to another program before one gives up. */
  private static final int ATTEMPTS = 4;

  private final ClusterPlan plan;
  private final MemoryPlan memory;
  private final Map<String, ServiceProcess> services = new LinkedHashMap<>();
  private boolean closed;

  private LocalCluster(ClusterPlan plan, MemoryPlan memory) {
    this.plan = plan;
    this.memory = memory;
  }

  /**
   * Starts everything and returns when all of it serves. A process that dies stops the rest; where
   * it died of a port that another program took meanwhile, all of it starts again on other ports.
   *
   * @param detached whether the processes shall outlive this one
   * @throws ClusterException with one sentence: the model is refused or too large, and nothing was
   *     started; or a service did not start, and everything is stopped
   */
  public static LocalCluster start(
      Workspace workspace, ClusterPlan plan, boolean detached, StartupListener listener)
      throws ClusterException, InterruptedException {
    MemoryPlan memory = MemoryCheck.ofThisMachine(workspace, plan);
    listener.planned(memory, StartupTime.whole(memory.model()));
    for (int attempt = 1; ; attempt++) {
      LocalCluster cluster = new LocalCluster(plan, memory);
      try {
        return cluster.start(workspace, detached, listener);
      } catch (ServiceFailedException e) {
        boolean again = e.lostItsPort() && !(plan.ports() instanceof PortChoice.Fixed);
        if (!again || attempt == ATTEMPTS) {
          throw new ClusterException(e.getMessage(), e);
        }
        listener.again(e.getMessage());
      }
    }
  }

  private LocalCluster start(Workspace workspace, boolean detached, StartupListener listener)
      throws ClusterException, ServiceFailedException, InterruptedException {
    Thread hook = new Thread(this::close, "cluster-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    boolean started = false;
    try {
      startAll(workspace, listener);
      started = true;
      return this;
    } finally {
      if (!started) {
        close();
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
      throws ClusterException, ServiceFailedException, InterruptedException {
    Path logs = plan.stateDir().resolve("logs");
    try {
      Files.createDirectories(logs);
    } catch (IOException e) {
      throw new ClusterException("cannot create " + logs + ": " + e.getMessage(), e);
    }
    List<ServiceSpec> specs;
    try {
      specs = new ServiceCommands(workspace, plan, memory).specs();
    } catch (PortTakenException e) {
      throw new ClusterException(e.getMessage(), e);
    }
    // The verifier measures its cost curve at start, so the draft waits until it has. The trainer
    // takes only what cores the others leave, so it starts beside them.
    try (Readiness readiness = readiness(listener)) {
      List<ServiceProcess> serving = new ArrayList<>();
      List<ServiceProcess> later = new ArrayList<>();
      for (ServiceSpec spec : specs) {
        switch (spec.role()) {
          case BROKER, VERIFIER -> serving.add(launch(spec));
          case TRAINER -> later.add(launch(spec));
          case DRAFT -> {
            readiness.await(serving);
            later.add(launch(spec));
          }
        }
      }
      readiness.await(later);
    }
  }

  private Readiness readiness(StartupListener listener) {
    return new Readiness(StartupTime.limit(memory.model()), listener);
  }

  private synchronized ServiceProcess launch(ServiceSpec spec) throws ClusterException {
    if (closed) {
      throw new ClusterException("stopped while starting");
    }
    try {
      Files.deleteIfExists(spec.log());
    } catch (IOException e) {
      throw new ClusterException("cannot replace " + spec.log() + ": " + e.getMessage(), e);
    }
    ServiceProcess started = ServiceProcess.start(spec);
    services.put(spec.name(), started);
    return started;
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
    try (Readiness readiness = readiness(StartupListener.SILENT)) {
      readiness.await(List.of(launch(service(name).spec())));
    } catch (ServiceFailedException e) {
      throw new ClusterException(e.getMessage(), e);
    }
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
  }
}
