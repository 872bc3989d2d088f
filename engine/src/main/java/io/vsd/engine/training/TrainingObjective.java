package io.vsd.engine.training;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a training step moves the draft towards. */
public enum TrainingObjective {
  /** The baseline: per-step distillation of the target's law at every unrolled step. */
  EAGLE3,
  /** Variational speculative decoding: weights from sampled paths and their verdicts. */
  VSD,
  /** Likelihood of prefixes weighed by where the target leaves the recorded text. */
  EXIT_MASS,
  /** Distillation only where drawn paths were rejected. */
  REJECT_ONLY;

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
    throw new IllegalArgumentException(
        "objective '%s' is none of %s"
            .formatted(
                name,
                Arrays.stream(values())
                    .map(TrainingObjective::id)
                    .collect(Collectors.joining(", "))));
  }

  /** Its name in manifests and options. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
