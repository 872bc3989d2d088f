package io.vsd.engine.template;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Generators: items made when they are asked for. */
final class Lazy implements Iterator<Object> {
  private final Supplier<@Nullable Object> source;
  private @Nullable Object next;
  private boolean ended;

  private Lazy(Supplier<@Nullable Object> source) {
    this.source = source;
  }

  /** Items of a source that gives null at its end. */
  static PyIterator generated(Supplier<@Nullable Object> source) {
    return new PyIterator("generator", new Lazy(source));
  }

  static PyIterator filtered(Iterator<Object> items, Predicate<Object> wanted) {
    return generated(
        () -> {
          while (items.hasNext()) {
            Object item = items.next();
            if (wanted.test(item)) {
              return item;
            }
          }
          return null;
        });
  }

  @Override
  public boolean hasNext() {
    if (next == null && !ended) {
      next = source.get();
      ended = next == null;
    }
    return next != null;
  }

  @Override
  public Object next() {
    Object item = hasNext() ? next : null;
    if (item == null) {
      throw new NoSuchElementException();
    }
    next = null;
    return item;
  }
}
