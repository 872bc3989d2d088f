package io.vsd.draft.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vsd.draft.decoding.RoundKind;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** Rounds with a tree, and those without by reason. Thread-safe. */
final class RoundKindCounters {
  private final Map<RoundKind, Counter> counters = new EnumMap<>(RoundKind.class);

  /** Registers every series. */
  RoundKindCounters(MeterRegistry registry) {
    for (var kind : RoundKind.values()) {
      counters.put(
          kind,
          Counter.builder("vsd.draft.rounds.by.kind")
              .description("Rounds answered: with a tree, or why without")
              .tag("kind", kind.label())
              .register(registry));
    }
  }

  void count(RoundKind kind) {
    Objects.requireNonNull(counters.get(kind)).increment();
  }
}
