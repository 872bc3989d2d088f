package io.vsd.draft.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vsd.draft.decoding.DecodingEvent;
import io.vsd.engine.expert.ExpertKind;
import java.util.Arrays;

/** Nodes proposed and accepted by expert and depth. Thread-safe. */
final class ExpertCounters {
  private final int depths;
  private final Counter[][] proposed;
  private final Counter[][] accepted;

  /** Registers every series; the last depth takes all deeper ones. */
  ExpertCounters(MeterRegistry registry, int depths) {
    this.depths = depths;
    this.proposed =
        counters(registry, "vsd.draft.expert.proposed.tokens", "Tree nodes proposed, by expert");
    this.accepted =
        counters(registry, "vsd.draft.expert.accepted.tokens", "Tree nodes accepted, by expert");
  }

  private Counter[][] counters(MeterRegistry registry, String name, String description) {
    return Arrays.stream(ExpertKind.values())
        .map(
            expert -> {
              var byDepth = new Counter[depths];
              for (int depth = 0; depth < depths; depth++) {
                byDepth[depth] =
                    Counter.builder(name)
                        .description(description)
                        .tag("expert", expert.label())
                        .tag("position", Integer.toString(depth))
                        .register(registry);
              }
              return byDepth;
            })
        .toArray(Counter[][]::new);
  }

  void count(DecodingEvent.RoundCounted round) {
    var tree = round.proposal().tree();
    var origins = round.proposal().origins();
    for (int node = 0; node < tree.size(); node++) {
      at(proposed, origins.get(node), tree.depth(node)).increment();
    }
    for (int node : round.accepted()) {
      at(accepted, origins.get(node), tree.depth(node)).increment();
    }
  }

  private Counter at(Counter[][] counters, ExpertKind expert, int depth) {
    return counters[expert.index()][Math.min(depth, depths) - 1];
  }
}
