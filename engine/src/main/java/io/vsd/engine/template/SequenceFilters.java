package io.vsd.engine.template;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Filters over the items of a value. */
final class SequenceFilters {
  private SequenceFilters() {}

  static void addTo(Map<String, Filter> filters) {
    Filter length = (input, _) -> length(input);
    filters.put("length", length);
    filters.put("count", length);
    filters.put("list", (input, _) -> new PyList(new ArrayList<>(Values.items(input))));
    filters.put("first", (input, _) -> first(Values.iterator(input), "No first item"));
    filters.put("last", (input, _) -> first(reversed(input), "No last item"));
    filters.put("reverse", (input, _) -> reverse(input));
    filters.put("join", SequenceFilters::join);
    filters.put("sort", SequenceFilters::sort);
    filters.put("unique", SequenceFilters::unique);
    filters.put("groupby", SequenceFilters::group);
    filters.put("min", (input, arguments) -> extreme("min", input, arguments));
    filters.put("max", (input, arguments) -> extreme("max", input, arguments));
    filters.put("sum", SequenceFilters::sum);
    filters.put("batch", SequenceFilters::batch);
    filters.put("slice", SequenceFilters::slice);
    filters.put("items", (input, _) -> items(input));
    filters.put("dictsort", SequenceFilters::dictSort);
  }

  private static BigInteger length(Object input) {
    return BigInteger.valueOf(
        Values.length(input)
            .orElseThrow(
                () ->
                    new TemplateException(
                        "object of type '" + Values.type(input) + "' has no len()")));
  }

  private static Object first(Iterator<Object> items, String none) {
    return items.hasNext() ? items.next() : new Undefined(none + ", sequence was empty.");
  }

  private static Iterator<Object> reversed(Object input) {
    if (input instanceof PyIterator) {
      throw new TemplateException("'" + Values.type(input) + "' object is not reversible");
    }
    return new ArrayList<>(Values.items(input)).reversed().iterator();
  }

  private static Object reverse(Object input) {
    return switch (input) {
      case String text -> new StringBuilder(text).reverse().toString();
      case PyIterator _ -> new PyList(new ArrayList<>(Values.items(input)).reversed());
      default -> new PyIterator("reversed", reversed(input));
    };
  }

  private static Object join(Object input, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("join", 0, "d", "attribute");
    Key key = Key.of(bound.get(1), PyNone.NONE);
    List<Object> texts =
        Values.items(input).stream().<Object>map(item -> Representation.str(key.of(item))).toList();
    return StringMethods.join(Representation.str(bound.get(0, "")), new PyList(texts));
  }

  private static Object sort(Object input, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("sort", 0, "reverse", "case_sensitive", "attribute");
    List<Key> keys =
        bound.get(2) instanceof String names
            ? new TextSplit(names, Integer.MAX_VALUE)
                .by(",").stream().map(name -> Key.of(name, PyNone.NONE)).toList()
            : List.of(Key.of(bound.get(2), PyNone.NONE));
    Comparator<Object> order =
        Comparator.comparing(
            item -> new PyList(keys.stream().map(key -> key.folded(item, bound.flag(1))).toList()),
            Equality::compare);
    return sorted(input, bound.flag(0) ? order.reversed() : order);
  }

  private static PyList sorted(Object input, Comparator<Object> order) {
    List<Object> items = new ArrayList<>(Values.items(input));
    items.sort(order);
    return new PyList(items);
  }

  private static Object unique(Object input, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("unique", 0, "case_sensitive", "attribute");
    Key key = Key.of(bound.get(1), PyNone.NONE);
    Set<Object> seen = new HashSet<>();
    Iterator<Object> items = Values.iterator(input);
    return Lazy.filtered(
        items, item -> seen.add(Equality.identity(key.folded(item, bound.flag(0)))));
  }

  private static Object group(Object input, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("groupby", 1, "attribute", "default", "case_sensitive");
    Key key = Key.of(bound.get(0), bound.get(1));
    boolean exact = bound.flag(2);
    List<Object> groups = new ArrayList<>();
    List<Object> group = new ArrayList<>();
    for (Object item :
        sorted(input, Comparator.comparing(i -> key.folded(i, exact), Equality::compare)).items()) {
      if (!group.isEmpty()
          && !Equality.equal(key.folded(group.getFirst(), exact), key.folded(item, exact))) {
        groups.add(group(key, group));
        group = new ArrayList<>();
      }
      group.add(item);
    }
    if (!group.isEmpty()) {
      groups.add(group(key, group));
    }
    return new PyList(groups);
  }

  private static PyTuple group(Key key, List<Object> items) {
    return new PyTuple(
        List.of(key.of(items.getFirst()), new PyList(items)), List.of("grouper", "list"));
  }

  private static Object extreme(String which, Object input, Arguments arguments) {
    Arguments.Bound bound = arguments.bind(which, 0, "case_sensitive", "attribute");
    Key key = Key.of(bound.get(1), PyNone.NONE);
    Object best = null;
    for (Object item : Values.items(input)) {
      int order =
          best == null
              ? 0
              : Equality.compare(key.folded(item, bound.flag(0)), key.folded(best, bound.flag(0)));
      if (best == null || (which.equals("min") ? order < 0 : order > 0)) {
        best = item;
      }
    }
    return best == null ? new Undefined("No aggregated item, sequence was empty.") : best;
  }

  private static Object sum(Object input, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("sum", 0, "attribute", "start");
    Key key = Key.of(bound.get(0), PyNone.NONE);
    Object sum = bound.get(1, BigInteger.ZERO);
    if (sum instanceof String) {
      throw new TemplateException("sum() can't sum strings");
    }
    for (Object item : Values.items(input)) {
      sum = Operators.binary("+", sum, key.of(item));
    }
    return sum;
  }

  private static Object batch(Object input, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("batch", 1, "linecount", "fill_with");
    int size = bound.integer(0, 0);
    Iterator<Object> items = Values.iterator(input);
    boolean[] begun = {false};
    return Lazy.generated(
        () -> {
          List<Object> row = new ArrayList<>();
          // Rows of no items: as in jinja2, an empty one and then all items.
          boolean nothing = size == 0 && !begun[0] && items.hasNext();
          while (items.hasNext() && !nothing && (size <= 0 || row.size() < size)) {
            row.add(items.next());
          }
          begun[0] = true;
          if (row.isEmpty() && !nothing) {
            return null;
          }
          if (bound.get(1) != PyNone.NONE && row.size() < size) {
            row.addAll(Collections.nCopies(size - row.size(), bound.get(1)));
          }
          return new PyList(row);
        });
  }

  private static Object slice(Object input, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("slice", 1, "slices", "fill_with");
    int slices = bound.integer(0, 0);
    if (slices == 0) {
      throw new TemplateException("integer division or modulo by zero");
    }
    List<Object> items = Values.items(input);
    List<Object> rows = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < slices && i < Limits.MAX_ITEMS; i++) {
      boolean longer = i < items.size() % slices;
      int to = from + items.size() / slices + (longer ? 1 : 0);
      List<Object> row = new ArrayList<>(items.subList(from, to));
      if (bound.get(1) != PyNone.NONE && !longer) {
        row.add(bound.get(1));
      }
      rows.add(new PyList(row));
      from = to;
    }
    return new PyIterator("generator", rows.iterator());
  }

  private static Object items(Object input) {
    if (input instanceof PyDict dict) {
      return new PyIterator("generator", new PyView(dict, PyView.Kind.ITEMS).items().iterator());
    }
    if (input instanceof Undefined) {
      return new PyIterator("generator", Collections.emptyIterator());
    }
    return Lazy.generated(
        () -> {
          throw new TemplateException("Can only get item pairs from a mapping.");
        });
  }

  private static Object dictSort(Object input, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("dictsort", 0, "case_sensitive", "by", "reverse");
    String by = bound.text(1, "key");
    if (!by.equals("key") && !by.equals("value")) {
      throw new TemplateException("You can only sort by either \"key\" or \"value\"");
    }
    if (!(input instanceof PyDict dict)) {
      throw input instanceof Undefined undefined
          ? undefined.used()
          : new TemplateException("'" + Values.type(input) + "' object has no attribute 'items'");
    }
    Key key = Key.of(BigInteger.valueOf(by.equals("key") ? 0 : 1), PyNone.NONE);
    Comparator<Object> order =
        Comparator.comparing(item -> key.folded(item, bound.flag(0)), Equality::compare);
    return sorted(new PyView(dict, PyView.Kind.ITEMS), bound.flag(2) ? order.reversed() : order);
  }
}
