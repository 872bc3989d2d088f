package io.vsd.engine.template;

import java.util.List;

/** What a value is assigned to. */
sealed interface Target {

  record Variable(int line, String name) implements Target {}

  /** {@code ns.name}, an attribute of a {@code namespace}. */
  record Member(String namespace, String name) implements Target {}

  record Unpacked(List<Target> items) implements Target {}
}
