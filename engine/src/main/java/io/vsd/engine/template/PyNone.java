package io.vsd.engine.template;

/** Python's {@code None}. */
enum PyNone {
  NONE
}
