package io.vsd.engine.template;

import java.util.List;

/**
 * A Python tuple; {@code fields} are the names of its items where it has names.
 *
 * @param weight see {@link Limits#weight}
 */
record PyTuple(List<Object> items, List<String> fields, long weight) {

  PyTuple(List<Object> items, List<String> fields) {
    this(items, fields, Limits.weight(items));
  }

  static PyTuple of(Object... items) {
    return new PyTuple(List.of(items), List.of());
  }

  static PyTuple of(List<Object> items) {
    return new PyTuple(items, List.of());
  }
}
