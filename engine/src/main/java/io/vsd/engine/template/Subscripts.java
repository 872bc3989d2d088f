package io.vsd.engine.template;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Items and slices of values. */
final class Subscripts {
  private Subscripts() {}

  /** The item under a key or an index, or null where Python raises for want of it. */
  static @Nullable Object item(Object target, Object key) {
    return switch (target) {
      case Undefined undefined -> throw undefined.used();
      case PyDict dict -> isHashable(key) ? dict.get(key) : null;
      case String text -> {
        int index = index(key, PythonText.length(text));
        yield index < 0 ? null : PythonText.part(text, index, index + 1);
      }
      case PyList list -> item(list.items(), key);
      case PyTuple tuple -> item(tuple.items(), key);
      case PyRange range -> item(range.items(), key);
      default -> null;
    };
  }

  private static boolean isHashable(Object key) {
    return switch (key) {
      case PyList _, PyDict _, PyView _ -> false;
      case PyTuple tuple -> tuple.items().stream().allMatch(Subscripts::isHashable);
      default -> true;
    };
  }

  private static @Nullable Object item(List<Object> items, Object key) {
    int index = index(key, items.size());
    return index < 0 ? null : items.get(index);
  }

  private static int index(Object key, int size) {
    if (!Numbers.isWhole(key)) {
      return -1;
    }
    long index = Values.integer(key);
    index += index < 0 ? size : 0;
    return index >= 0 && index < size ? (int) index : -1;
  }

  /** {@code target[start:stop:step]}; a bound that is {@link PyNone} is left out. */
  static Object slice(Object target, Object start, Object stop, Object step) {
    return switch (target) {
      case String text -> {
        StringBuilder part = new StringBuilder();
        slice(PythonText.characters(text), start, stop, step).forEach(part::append);
        yield part.toString();
      }
      case PyList list -> new PyList(slice(list.items(), start, stop, step));
      case PyTuple tuple -> PyTuple.of(slice(tuple.items(), start, stop, step));
      case PyRange range -> slice(range, start, stop, step);
      case Undefined undefined -> throw undefined.used();
      default ->
          throw new TemplateException("'" + Values.type(target) + "' object cannot be sliced");
    };
  }

  private record Span(int start, int stop, int step) {}

  private static Span span(int size, Object start, Object stop, Object step) {
    int by = step == PyNone.NONE ? 1 : bound(step);
    if (by == 0) {
      throw new TemplateException("slice step cannot be zero");
    }
    boolean up = by > 0;
    int from = start == PyNone.NONE ? (up ? 0 : size - 1) : clamp(bound(start), size, up);
    int to = stop == PyNone.NONE ? (up ? size : -1) : clamp(bound(stop), size, up);
    return new Span(from, to, by);
  }

  private static int bound(Object value) {
    if (!Numbers.isWhole(value)) {
      throw value instanceof Undefined undefined
          ? undefined.used()
          : new TemplateException("slice indices must be integers or None");
    }
    return Values.integer(value);
  }

  private static int clamp(int index, int size, boolean up) {
    long place = index < 0 ? (long) index + size : index;
    return (int) Math.min(Math.max(place, up ? 0 : -1), up ? size : size - 1);
  }

  private static List<Object> slice(List<Object> items, Object start, Object stop, Object step) {
    Span span = span(items.size(), start, stop, step);
    List<Object> part = new ArrayList<>();
    for (long i = span.start();
        span.step() > 0 ? i < span.stop() : i > span.stop();
        i += span.step()) {
      part.add(items.get((int) i));
    }
    return part;
  }

  private static PyRange slice(PyRange range, Object start, Object stop, Object step) {
    Span span = span(range.size(), start, stop, step);
    BigInteger by = range.step();
    return new PyRange(
        range.start().add(by.multiply(BigInteger.valueOf(span.start()))),
        range.start().add(by.multiply(BigInteger.valueOf(span.stop()))),
        by.multiply(BigInteger.valueOf(span.step())));
  }
}
