package io.vsd.engine.template;

import java.util.LinkedHashMap;
import java.util.Map;

/** jinja2's {@code namespace}: the one value whose parts a template can set. */
record PyNamespace(Map<String, Object> members) {

  PyNamespace() {
    this(new LinkedHashMap<>());
  }
}
