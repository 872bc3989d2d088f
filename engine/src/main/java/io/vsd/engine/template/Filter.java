package io.vsd.engine.template;

/** A filter: makes a value of another one. */
interface Filter {
  Object apply(Object input, Arguments arguments);
}
