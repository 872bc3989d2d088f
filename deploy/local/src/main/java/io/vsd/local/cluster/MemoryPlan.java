package io.vsd.local.cluster;

import io.vsd.local.memory.ModelSize;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What each process of a cluster is estimated to need at work for a model of this size, known
 * before any is started; {@code ./vsd bench model} prints what a model really takes. A verifier
 * takes more for a moment while it reads the weights.
 */
public final class MemoryPlan {
  private static final long MB = 1 << 20;

  private final ClusterPlan plan;
  private final ModelSize model;
  private final Map<ServiceRole, ServiceNeed> needs = new EnumMap<>(ServiceRole.class);

  private MemoryPlan(ClusterPlan plan, ModelSize model) {
    this.plan = plan;
    this.model = model;
    for (ServiceRole role : ServiceRole.values()) {
      ServiceNeed sized = ServiceSizes.of(role, model);
      needs.put(
          role,
          plan.heaps().of(role).isPresent()
              ? sized.withHeap(plan.heaps().of(role).getAsInt())
              : sized);
    }
  }

  /** The needs of this plan's processes for a model. */
  public static MemoryPlan of(ClusterPlan plan, ModelSize model) {
    return new MemoryPlan(plan, model);
  }

  ServiceNeed of(ServiceRole role) {
    ServiceNeed need = needs.get(role);
    if (need == null) {
      throw new IllegalStateException("no need is known for " + role);
    }
    return need;
  }

  /** The model that it was made for. */
  public ModelSize model() {
    return model;
  }

  /** Bytes that all processes need. */
  public long totalBytes() {
    long total = 0;
    for (ServiceRole role : ServiceRole.values()) {
      total += MB * plan.count(role) * of(role).resident();
    }
    return total;
  }

  /** The needs in words: the whole, then each process. */
  public String summary() {
    List<String> parts = new ArrayList<>();
    for (ServiceRole role : ServiceRole.values()) {
      int count = plan.count(role);
      if (count > 0) {
        String times = count == 1 ? "" : count + " × ";
        parts.add(role.title() + " " + times + gigabytes(MB * of(role).resident()));
      }
    }
    return "%s GB (%s)".formatted(gigabytes(totalBytes()), String.join(", ", parts));
  }

  /** Why this machine cannot hold it, in one sentence with a way out; empty where it can. */
  public Optional<String> shortage(OptionalLong available) {
    if (available.isEmpty() || available.getAsLong() >= totalBytes()) {
      return Optional.empty();
    }
    List<String> ways = new ArrayList<>();
    ways.add("free some");
    ways.add("take a smaller model");
    if (plan.verifiers() > 1) {
      ways.add("fewer --verifiers");
    }
    if (plan.learning()) {
      ways.add(
          "leave the trainer out with --no-learning (%s GB less)"
              .formatted(
                  gigabytes(
                      MB
                          * (of(ServiceRole.TRAINER).resident()
                              + of(ServiceRole.BROKER).resident()))));
    }
    String last = ways.removeLast();
    return Optional.of(
        "not enough memory: %s needs about %s, and %s GB are available; %s or %s"
            .formatted(
                plan.model(),
                summary(),
                gigabytes(available.getAsLong()),
                String.join(", ", ways),
                last));
  }

  /** Gigabytes of 10^9 bytes with one digit after the point. */
  public static String gigabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f", bytes / 1e9);
  }
}
