package io.vsd.engine.template;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** jinja2's {@code loop}: where a loop over some items is. */
final class LoopState implements PyCallable {

  /** Renders the loop again over other items; {@code depth} counts from 0. */
  interface Recursion {
    String render(Object items, int depth);
  }

  private final @Nullable Recursion recursion;
  private final int depth;
  private Iterator<Object> rest;
  private int length;
  private int index0 = -1;
  private @Nullable Object ahead;
  private @Nullable Object current;
  private @Nullable Object before;
  private @Nullable Object changed;

  LoopState(Object items, @Nullable Recursion recursion, int depth) {
    this.recursion = recursion;
    this.depth = depth;
    this.length = items instanceof PyIterator ? -1 : Values.length(items).orElse(-1);
    this.rest = Values.iterator(items);
  }

  /** Moves to the next item; null at the end. */
  @Nullable Object next() {
    Object item = peek();
    if (item != null) {
      ahead = null;
      index0++;
      before = current;
      current = item;
    }
    return item;
  }

  private @Nullable Object peek() {
    if (ahead == null && rest.hasNext()) {
      ahead = rest.next();
    }
    return ahead;
  }

  int index() {
    return index0 + 1;
  }

  /** The number of items; where it is unknown, the rest is read for it. */
  int length() {
    if (length < 0) {
      List<Object> items = new ArrayList<>();
      rest.forEachRemaining(items::add);
      rest = items.iterator();
      length = items.size() + index() + (ahead == null ? 0 : 1);
    }
    return length;
  }

  @Nullable Object attribute(String name) {
    return switch (name) {
      case "index" -> BigInteger.valueOf(index());
      case "index0" -> BigInteger.valueOf(index0);
      case "revindex" -> BigInteger.valueOf(length() - index0);
      case "revindex0" -> BigInteger.valueOf(length() - index());
      case "length" -> BigInteger.valueOf(length());
      case "first" -> index0 == 0;
      case "last" -> peek() == null;
      case "depth" -> BigInteger.valueOf(depth + 1);
      case "depth0" -> BigInteger.valueOf(depth);
      case "previtem" -> before == null ? new Undefined("there is no previous item") : before;
      case "nextitem" -> {
        Object next = peek();
        yield next == null ? new Undefined("there is no next item") : next;
      }
      case "cycle" -> PyCallable.of(name, this::cycle);
      case "changed" -> PyCallable.of(name, this::changed);
      default -> null;
    };
  }

  private Object cycle(Arguments arguments) {
    List<Object> items = arguments.positional();
    if (items.isEmpty()) {
      throw new TemplateException("no items for cycling given");
    }
    return items.get(Math.floorMod(index0, items.size()));
  }

  private Object changed(Arguments arguments) {
    Object values = PyTuple.of(arguments.positional());
    boolean fresh = changed == null || !Equality.equal(changed, values);
    changed = values;
    return fresh;
  }

  @Override
  public Object call(Arguments arguments) {
    Object items = arguments.bind("loop", 1, "iterable").get(0);
    if (recursion == null) {
      throw new TemplateException("only a loop that is marked 'recursive' can be called");
    }
    return recursion.render(items, depth + 1);
  }

  @Override
  public String name() {
    return "loop";
  }
}
