package io.vsd.local.cluster;

import io.vsd.local.memory.ModelSize;
import java.time.Duration;

/**
 * How long a service usually takes to be ready, by the model's size: a JVM with its libraries, then
 * the weights. Measured on two cores; a guide for the person who waits, and what a wait is given up
 * after is a multiple of it.
 */
final class StartupTime {
  private static final Duration LEAST_LIMIT = Duration.ofMinutes(4);
  private static final int PATIENCE = 8;

  private StartupTime() {}

  /** Broker and verifiers first, then trainer and draft. */
  static Duration whole(ModelSize model) {
    return of(ServiceRole.VERIFIER, model).plus(of(ServiceRole.DRAFT, model));
  }

  static Duration of(ServiceRole role, ModelSize model) {
    double millions = model.parameters() / 1e6;
    double seconds =
        switch (role) {
          case BROKER -> 4;
          case VERIFIER -> 9 + 0.014 * millions;
          case DRAFT, TRAINER -> 8;
        };
    return Duration.ofMillis((long) (1e3 * seconds));
  }

  /** After this long a service is not waited for any more. */
  static Duration limit(ModelSize model) {
    Duration patient = of(ServiceRole.VERIFIER, model).multipliedBy(PATIENCE);
    return patient.compareTo(LEAST_LIMIT) > 0 ? patient : LEAST_LIMIT;
  }
}
