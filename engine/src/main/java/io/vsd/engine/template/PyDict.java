package io.vsd.engine.template;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A Python dict in order of insertion; equal keys of different types are one key. */
final class PyDict {

  record Entry(Object key, Object value) {}

  private final Map<Object, Entry> entries = new LinkedHashMap<>();
  private long weight = 1;

  /** Only for whoever builds it: templates cannot change it. */
  PyDict put(Object key, Object value) {
    Object identity = Equality.identity(key);
    weight = Limits.checkItems(weight + Limits.weight(key) + Limits.weight(value));
    Entry before = entries.get(identity);
    entries.put(identity, new Entry(before == null ? key : before.key(), value));
    return this;
  }

  @Nullable Object get(Object key) {
    Entry entry = entries.get(Equality.identity(key));
    return entry == null ? null : entry.value();
  }

  Iterable<Entry> entries() {
    return entries.values();
  }

  /** See {@link Limits#weight}. */
  long weight() {
    return weight;
  }

  int size() {
    return entries.size();
  }
}
