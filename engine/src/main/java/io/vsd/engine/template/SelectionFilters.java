package io.vsd.engine.template;

import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Filters that apply other filters and tests to items, and that choose values. */
final class SelectionFilters {
  private SelectionFilters() {}

  static void addTo(Map<String, Filter> filters) {
    filters.put("default", SelectionFilters::fallback);
    filters.put("d", SelectionFilters::fallback);
    filters.put("attr", SelectionFilters::attribute);
    filters.put("map", SelectionFilters::map);
    filters.put("select", (input, arguments) -> select(input, arguments, false, true));
    filters.put("reject", (input, arguments) -> select(input, arguments, false, false));
    filters.put("selectattr", (input, arguments) -> select(input, arguments, true, true));
    filters.put("rejectattr", (input, arguments) -> select(input, arguments, true, false));
  }

  private static Object fallback(Object input, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("default", 0, "default_value", "boolean");
    return input instanceof Undefined || (bound.flag(1) && !Values.truth(input))
        ? bound.get(0, "")
        : input;
  }

  private static Object attribute(Object input, Arguments arguments) {
    String name = arguments.bind("attr", 1, "name").text(0, "");
    Object found = Attributes.find(input, name);
    return found == null
        ? new Undefined("'" + Values.type(input) + " object' has no attribute '" + name + "'")
        : found;
  }

  /** A generator that begins, and finds what is wrong with it, when its first item is needed. */
  private static PyIterator begun(Object input, Supplier<Function<Object, @Nullable Object>> step) {
    return Lazy.generated(
        new Supplier<>() {
          private @Nullable Iterator<Object> items;
          private @Nullable Function<Object, @Nullable Object> apply;

          @Override
          public @Nullable Object get() {
            if (items == null || apply == null) {
              boolean any = Values.truth(input);
              apply = any ? step.get() : item -> item;
              items = any ? Values.iterator(input) : Collections.emptyIterator();
            }
            while (items.hasNext()) {
              Object result = apply.apply(items.next());
              if (result != null) {
                return result;
              }
            }
            return null;
          }
        });
  }

  private static Object map(Object input, Arguments arguments) {
    return begun(
        input,
        () -> {
          if (arguments.positional().isEmpty() && arguments.named().containsKey("attribute")) {
            Arguments.Bound bound = arguments.bind("map", 0, "attribute", "default");
            Key key = Key.of(bound.get(0), bound.get(1));
            return key::of;
          }
          if (arguments.positional().isEmpty()) {
            throw new TemplateException("map requires a filter argument");
          }
          Filter filter = Filters.get(Values.text(arguments.positional().getFirst()));
          Arguments rest = rest(arguments, 1);
          return item -> filter.apply(item, rest);
        });
  }

  private static Arguments rest(Arguments arguments, int from) {
    List<Object> positional = arguments.positional();
    return new Arguments(
        positional.subList(from, positional.size()), new LinkedHashMap<>(arguments.named()));
  }

  private static Object select(
      Object input, Arguments arguments, boolean byAttribute, boolean wanted) {
    return begun(
        input,
        () -> {
          List<Object> positional = arguments.positional();
          if (byAttribute && positional.isEmpty()) {
            throw new TemplateException("Missing parameter for attribute name");
          }
          Key key =
              byAttribute
                  ? Key.of(positional.getFirst(), PyNone.NONE)
                  : Key.of(PyNone.NONE, PyNone.NONE);
          Predicate<Object> test = test(arguments, byAttribute ? 1 : 0);
          return item -> test.test(key.of(item)) == wanted ? item : null;
        });
  }

  private static Predicate<Object> test(Arguments arguments, int at) {
    if (arguments.positional().size() <= at) {
      return Values::truth;
    }
    Tests.Test test = Tests.get(Values.text(arguments.positional().get(at)));
    Arguments rest = rest(arguments, at + 1);
    return item -> test.holds(item, rest);
  }
}
