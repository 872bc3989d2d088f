package io.vsd.engine.template;

import java.util.ArrayList;
import java.util.List;

/** What a dict's {@code keys()}, {@code values()} or {@code items()} gives. */
record PyView(PyDict dict, Kind kind) {

  enum Kind {
    KEYS,
    VALUES,
    ITEMS
  }

  List<Object> items() {
    List<Object> items = new ArrayList<>(dict.size());
    for (PyDict.Entry entry : dict.entries()) {
      items.add(
          switch (kind) {
            case KEYS -> entry.key();
            case VALUES -> entry.value();
            case ITEMS -> PyTuple.of(entry.key(), entry.value());
          });
    }
    return items;
  }
}
