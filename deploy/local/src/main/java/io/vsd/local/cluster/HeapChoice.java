package io.vsd.local.cluster;

import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What is wanted of the services' Java heaps.
 *
 * @param touched whether each is resident as a whole from the start, so that a service's resident
 *     memory grows by native memory alone
 * @param megabytes limits that a person set, by role; the others follow from the model's size
 */
public record HeapChoice(boolean touched, Map<ServiceRole, Integer> megabytes) {
  public HeapChoice {
    megabytes = Map.copyOf(megabytes);
    megabytes.forEach(
        (role, limit) -> {
          if (limit < 1) {
            throw new IllegalArgumentException(
                "a heap of " + limit + " MB for the " + role.title() + " is too small");
          }
        });
  }

  /** As the model's size wants them. */
  public static HeapChoice bySize() {
    return new HeapChoice(false, Map.of());
  }

  /** The same, resident from the start. */
  public HeapChoice withTouched() {
    return new HeapChoice(true, megabytes);
  }

  /** The same with the limit of one role set by a person. */
  public HeapChoice with(ServiceRole role, int limit) {
    Map<ServiceRole, Integer> changed = new EnumMap<>(ServiceRole.class);
    changed.putAll(megabytes);
    changed.put(role, limit);
    return new HeapChoice(touched, changed);
  }

  OptionalInt of(ServiceRole role) {
    Integer limit = megabytes.get(role);
    return limit == null ? OptionalInt.empty() : OptionalInt.of(limit);
  }
}
