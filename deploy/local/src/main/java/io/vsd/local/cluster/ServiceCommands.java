package io.vsd.local.cluster;

import io.vsd.local.broker.BrokerMain;
import io.vsd.local.config.Workspace;
import io.vsd.local.ports.PortPicker;
import io.vsd.local.ports.PortTakenException;
import io.vsd.local.ports.PortUse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Turns a plan into the commands of its processes, with their ports and thread budgets. */
final class ServiceCommands {
  private static final int VERIFIER_THREADS = 2;
  private static final int DRAFT_THREADS = 1;
  private static final int TRAINER_THREADS = 1;

  /**
   * Heaps of glibc's allocator. By default each thread that ever frees a tensor or loads a
   * checkpoint may keep one of its own, with holes that no other thread fills.
   */
  private static final String MALLOC_ARENAS = "2";

  /**
   * Milliseconds between two times at which HotSpot gives the holes in glibc's heaps back: tensors
   * of a step and of a swapped checkpoint leave some wherever they lay.
   */
  private static final String TRIM_NATIVE = "-XX:TrimNativeHeapInterval=60000";

  private final Workspace workspace;
  private final ClusterPlan plan;
  private final MemoryPlan memory;
  private final Path logs;
  private final PortPicker ports;
  private final Politeness politeness;

  ServiceCommands(Workspace workspace, ClusterPlan plan, MemoryPlan memory) {
    this.workspace = workspace;
    this.plan = plan;
    this.memory = memory;
    this.logs = plan.stateDir().resolve("logs");
    this.ports = new PortPicker(plan.ports());
    this.politeness = new Politeness(this::isInstalled);
  }

  /**
   * Specs in start order: broker, verifiers, trainer, draft.
   *
   * @throws PortTakenException if a port that a person fixed is taken
   */
  List<ServiceSpec> specs() throws PortTakenException {
    List<ServiceSpec> specs = new ArrayList<>();
    String bootstrap = "";
    if (plan.learning()) {
      ServiceSpec broker = broker();
      bootstrap = broker.address();
      specs.add(broker);
    }
    List<ServiceSpec> verifiers = new ArrayList<>();
    for (int i = 1; i <= plan.verifiers(); i++) {
      verifiers.add(verifier(i, bootstrap));
    }
    specs.addAll(verifiers);
    String addresses =
        verifiers.stream().map(ServiceSpec::address).collect(Collectors.joining(","));
    String trainerAddress = "";
    if (plan.learning()) {
      ServiceSpec trainer = trainer(bootstrap, addresses);
      trainerAddress = trainer.address();
      specs.add(trainer);
    }
    specs.add(draft(bootstrap, addresses, trainerAddress));
    return specs;
  }

  private ServiceSpec broker() throws PortTakenException {
    int port = ports.pick(PortUse.KAFKA, 1);
    int controllerPort = ports.pick(PortUse.KAFKA_CONTROLLER, 1);
    List<String> command = new ArrayList<>(politeness.ownSession());
    command.addAll(java("broker", ServiceRole.BROKER));
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(List.of("-cp", workspace.localClassPath(), BrokerMain.class.getName()));
    command.addAll(List.of("--data-dir", plan.stateDir().resolve("kafka").toString()));
    command.addAll(List.of("--port", Integer.toString(port)));
    command.addAll(List.of("--controller-port", Integer.toString(controllerPort)));
    return new ServiceSpec("broker", ServiceRole.BROKER, command, Map.of(), port, 0, log("broker"));
  }

  private ServiceSpec verifier(int number, String bootstrap) throws PortTakenException {
    String name = number == 1 ? "verifier" : "verifier-" + number;
    Map<String, String> keys = common(VERIFIER_THREADS, bootstrap);
    keys.putAll(plan.settingsOf(ServiceRole.VERIFIER));
    Listeners at =
        new Listeners(
            ports.pick(PortUse.VERIFIER_GRPC, number), ports.pick(PortUse.VERIFIER_HTTP, number));
    return service(name, ServiceRole.VERIFIER, keys, at);
  }

  private ServiceSpec draft(String bootstrap, String verifiers, String trainer)
      throws PortTakenException {
    Map<String, String> keys = common(DRAFT_THREADS, bootstrap);
    keys.put("vsd.draft.verifiers", verifiers);
    plan.draftCheckpoint().ifPresent(dir -> keys.put("vsd.draft.checkpoint", dir.toString()));
    if (!trainer.isEmpty()) {
      keys.put("vsd.draft.trainer", trainer);
    }
    keys.put("vsd.draft.cache", plan.stateDir().resolve("draft-cache").toString());
    keys.put("vsd.draft.consent", "full");
    keys.putAll(plan.settingsOf(ServiceRole.DRAFT));
    Listeners at =
        new Listeners(ports.pick(PortUse.DRAFT_GRPC, 1), ports.pick(PortUse.DRAFT_HTTP, 1));
    return service("draft", ServiceRole.DRAFT, keys, at);
  }

  private ServiceSpec trainer(String bootstrap, String verifiers) throws PortTakenException {
    Map<String, String> keys = common(TRAINER_THREADS, bootstrap);
    keys.put("vsd.trainer.registry", plan.stateDir().resolve("registry").toString());
    plan.draftCheckpoint()
        .ifPresent(dir -> keys.put("vsd.trainer.initial-checkpoint", dir.toString()));
    keys.put("vsd.trainer.yield-to", verifiers);
    keys.putAll(plan.settingsOf(ServiceRole.TRAINER));
    Listeners at =
        new Listeners(ports.pick(PortUse.TRAINER_GRPC, 1), ports.pick(PortUse.TRAINER_HTTP, 1));
    return service("trainer", ServiceRole.TRAINER, keys, at);
  }

  private record Listeners(int grpc, int http) {}

  private Map<String, String> common(int threads, String bootstrap) {
    Map<String, String> keys = new LinkedHashMap<>();
    keys.put("vsd.model", plan.model());
    keys.put("vsd.threads", Integer.toString(threads));
    if (!bootstrap.isEmpty()) {
      keys.put("vsd.kafka.bootstrap-servers", bootstrap);
    }
    return keys;
  }

  private ServiceSpec service(
      String name, ServiceRole role, Map<String, String> keys, Listeners at) {
    keys.put("quarkus.http.host", "127.0.0.1");
    keys.put("quarkus.http.port", Integer.toString(at.http()));
    keys.put("quarkus.grpc.server.host", "127.0.0.1");
    keys.put("quarkus.grpc.server.port", Integer.toString(at.grpc()));
    keys.put("quarkus.grpc.server.use-separate-server", "true");
    // Readiness is asked for several times a second while starting.
    keys.put("quarkus.log.category.\"io.smallrye.health\".level", "ERROR");
    List<String> command =
        new ArrayList<>(
            role == ServiceRole.TRAINER ? politeness.yielding() : politeness.ownSession());
    command.addAll(java(name, role));
    command.add(TRIM_NATIVE);
    keys.forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.addAll(List.of("-jar", workspace.serviceJar(role.module()).toString()));
    Map<String, String> environment = environment();
    if (role == ServiceRole.TRAINER) {
      // Its training runs on libtorch; target and draft on threads of their own.
      environment.put("OMP_NUM_THREADS", keys.getOrDefault("vsd.threads", "1"));
    }
    return new ServiceSpec(name, role, command, environment, at.grpc(), at.http(), log(name));
  }

  private Map<String, String> environment() {
    Map<String, String> own = workspace.environment();
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("DJL_OFFLINE", "true");
    variables.put("OPT_OUT_TRACKING", "true");
    variables.put("MALLOC_ARENA_MAX", own.getOrDefault("MALLOC_ARENA_MAX", MALLOC_ARENAS));
    return variables;
  }

  private List<String> java(String name, ServiceRole role) {
    ServiceNeed need = memory.of(role);
    List<String> command = new ArrayList<>();
    command.add(workspace.java().toString());
    command.add("-Xmx" + need.heap() + "m");
    command.add("-XX:MaxDirectMemorySize=" + need.direct() + "m");
    if (plan.heaps().touched()) {
      command.addAll(List.of("-Xms" + need.heap() + "m", "-XX:+AlwaysPreTouch"));
    }
    command.add("-XX:+UseSerialGC");
    // Where any thread ran out of memory nothing can be relied on: the end is seen, a zombie not.
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add("-XX:ErrorFile=" + logs.resolve(name + "-crash-%p.log"));
    command.add("@" + workspace.javaOptions());
    return command;
  }

  private boolean isInstalled(String program) {
    for (String dir : workspace.environment().getOrDefault("PATH", "/usr/bin:/bin").split(":")) {
      if (!dir.isEmpty() && Files.isExecutable(Path.of(dir, program))) {
        return true;
      }
    }
    return false;
  }

  private Path log(String name) {
    return logs.resolve(name + ".log");
  }
}
