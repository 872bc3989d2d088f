package io.vsd.local.cluster;

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
 * @param fixedPorts whether the documented ports are tried before free ones
 * @param touchedHeaps whether each Java heap is resident as a whole from the start, so that a
 *     service's resident memory grows by native memory alone
 * @param settings further configuration keys of each role
 */
public record ClusterPlan(
    Path stateDir,
    String model,
    Optional<Path> draftCheckpoint,
    int verifiers,
    boolean learning,
    boolean fixedPorts,
    boolean touchedHeaps,
    Map<ServiceRole, Map<String, String>> settings) {
  public ClusterPlan {
    if (verifiers < 1) {
      throw new IllegalArgumentException("verifiers: " + verifiers);
    }
    settings = Map.copyOf(settings);
  }

  /** One verifier, learning on, documented ports. */
  public static ClusterPlan of(Path stateDir, String model, Optional<Path> draftCheckpoint) {
    return new ClusterPlan(stateDir, model, draftCheckpoint, 1, true, true, false, Map.of());
  }

  /** The same on free ports only, as tests want it. */
  public ClusterPlan onFreePorts() {
    return new ClusterPlan(
        stateDir, model, draftCheckpoint, verifiers, learning, false, touchedHeaps, settings);
  }

  /** The same with another number of verifiers. */
  public ClusterPlan withVerifiers(int count) {
    return new ClusterPlan(
        stateDir, model, draftCheckpoint, count, learning, fixedPorts, touchedHeaps, settings);
  }

  /** The same without broker and trainer. */
  public ClusterPlan withoutLearning() {
    return new ClusterPlan(
        stateDir, model, draftCheckpoint, verifiers, false, fixedPorts, touchedHeaps, settings);
  }

  /** The same with heaps that are resident from the start. */
  public ClusterPlan withTouchedHeaps() {
    return new ClusterPlan(
        stateDir, model, draftCheckpoint, verifiers, learning, fixedPorts, true, settings);
  }

  /** The same with one more configuration key for a role. */
  public ClusterPlan with(ServiceRole role, String key, String value) {
    Map<ServiceRole, Map<String, String>> changed = new EnumMap<>(ServiceRole.class);
    changed.putAll(settings);
    Map<String, String> ofRole = new HashMap<>(settingsOf(role));
    ofRole.put(key, value);
    changed.put(role, Map.copyOf(ofRole));
    return new ClusterPlan(
        stateDir, model, draftCheckpoint, verifiers, learning, fixedPorts, touchedHeaps, changed);
  }

  Map<String, String> settingsOf(ServiceRole role) {
    return settings.getOrDefault(role, Map.of());
  }
}
