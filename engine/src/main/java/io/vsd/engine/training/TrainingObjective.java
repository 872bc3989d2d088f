package io.vsd.engine.training;

import java.util.Locale;

/** What a training step moves the draft towards. */
public enum TrainingObjective {
  /** The baseline: per-step distillation of the target's law at every unrolled step. */
  EAGLE3,
  /** Variational speculative decoding: weights from sampled paths and their verdicts. */
  VSD;

  /**
   * The objective of a name as manifests and options write it.
   *
   * @throws IllegalArgumentException naming the known ones
   */
  public static TrainingObjective named(String name) {
    for (TrainingObjective o : values()) {
      if (o.id().equals(name)) {
        return o;
      }
    }
    throw new IllegalArgumentException("objective '" + name + "' is neither eagle3 nor vsd");
  }

  /** Its name in manifests and options. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
