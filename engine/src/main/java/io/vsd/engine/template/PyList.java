package io.vsd.engine.template;

import java.util.List;

/**
 * A Python list, which templates cannot change.
 *
 * @param weight see {@link Limits#weight}
 */
record PyList(List<Object> items, long weight) {

  PyList(List<Object> items) {
    this(items, Limits.weight(items));
  }
}
