package io.vsd.engine.template;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** jinja2's {@code cycler}: gives its items in turn. */
final class Cycler {
  private final List<Object> items;
  private int at;

  Cycler(List<Object> items) {
    if (items.isEmpty()) {
      throw new TemplateException("at least one item has to be provided");
    }
    this.items = items;
  }

  @Nullable Object attribute(String name) {
    return switch (name) {
      case "current" -> items.get(at);
      case "items" -> PyTuple.of(items);
      case "next" -> PyCallable.of(name, _ -> next());
      case "reset" ->
          PyCallable.of(
              name,
              _ -> {
                at = 0;
                return PyNone.NONE;
              });
      default -> null;
    };
  }

  private Object next() {
    Object item = items.get(at);
    at = (at + 1) % items.size();
    return item;
  }
}
