package io.vsd.local.cluster;

import io.vsd.local.ports.PortChoice;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What to start.
 *
 * @param stateDir directory of the log's data, the checkpoint registry and the services' logs
 * @param model hub id or path of the target
 * @param draftCheckpoint draft to begin with; empty means plain decoding until one is promoted
 * @param verifiers how many verifiers, 1 or more
 * @param learning whether broker and trainer run
 * @param ports how their ports are chosen
 * @param heaps what is wanted of their Java heaps
 * @param settings further configuration keys of each role
 */
public record ClusterPlan(
    Path stateDir,
    String model,
    Optional<Path> draftCheckpoint,
    int verifiers,
    boolean learning,
    PortChoice ports,
    HeapChoice heaps,
    Map<ServiceRole, Map<String, String>> settings) {
  public ClusterPlan {
    if (verifiers < 1) {
      throw new IllegalArgumentException("--verifiers wants 1 or more, not " + verifiers);
    }
    settings = Map.copyOf(settings);
  }

  /** One verifier, learning on, documented ports, heaps sized by the model. */
  public static ClusterPlan of(Path stateDir, String model, Optional<Path> draftCheckpoint) {
    return new ClusterPlan(
        stateDir,
        model,
        draftCheckpoint,
        1,
        true,
        new PortChoice.Documented(),
        HeapChoice.bySize(),
        Map.of());
  }

  /** The same on free ports only, as tests want it. */
  public ClusterPlan onFreePorts() {
    return on(new PortChoice.AnyFree());
  }

  /** The same with its ports chosen otherwise. */
  public ClusterPlan on(PortChoice choice) {
    return new ClusterPlan(
        stateDir, model, draftCheckpoint, verifiers, learning, choice, heaps, settings);
  }

  /** The same with another number of verifiers. */
  public ClusterPlan withVerifiers(int count) {
    return new ClusterPlan(
        stateDir, model, draftCheckpoint, count, learning, ports, heaps, settings);
  }

  /** The same without broker and trainer. */
  public ClusterPlan withoutLearning() {
    return new ClusterPlan(
        stateDir, model, draftCheckpoint, verifiers, false, ports, heaps, settings);
  }

  /** The same with heaps chosen otherwise. */
  public ClusterPlan withHeaps(HeapChoice choice) {
    return new ClusterPlan(
        stateDir, model, draftCheckpoint, verifiers, learning, ports, choice, settings);
  }

  /** The same with one more configuration key for a role. */
  public ClusterPlan with(ServiceRole role, String key, String value) {
    Map<ServiceRole, Map<String, String>> changed = new EnumMap<>(ServiceRole.class);
    changed.putAll(settings);
    Map<String, String> ofRole = new HashMap<>(settingsOf(role));
    ofRole.put(key, value);
    changed.put(role, Map.copyOf(ofRole));
    return new ClusterPlan(
        stateDir, model, draftCheckpoint, verifiers, learning, ports, heaps, changed);
  }

  Map<String, String> settingsOf(ServiceRole role) {
    return settings.getOrDefault(role, Map.of());
  }

  /** How many processes of a role the cluster has. */
  int count(ServiceRole role) {
    return switch (role) {
      case VERIFIER -> verifiers;
      case DRAFT -> 1;
      case BROKER, TRAINER -> learning ? 1 : 0;
    };
  }
}
