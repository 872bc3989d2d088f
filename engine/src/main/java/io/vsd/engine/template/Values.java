package io.vsd.engine.template;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Python's view of a value. Values are {@link PyNone}, Boolean, BigInteger, Double, String (indexed
 * by code point), {@link PyList}, {@link PyTuple}, {@link PyDict} and the other types of this
 * package, none of which a template can change but {@link PyNamespace}.
 */
final class Values {
  private Values() {}

  /** A value of Java's in Python's terms: maps, lists, texts, numbers, booleans and null. */
  static Object of(@Nullable Object value) {
    return switch (value) {
      case null -> PyNone.NONE;
      case Map<?, ?> map -> {
        PyDict dict = new PyDict();
        map.forEach((key, item) -> dict.put(of(key), of(item)));
        yield dict;
      }
      case List<?> list -> {
        List<Object> items = new ArrayList<>(list.size());
        list.forEach(item -> items.add(of(item)));
        yield new PyList(items);
      }
      case Integer number -> BigInteger.valueOf(number);
      case Long number -> BigInteger.valueOf(number);
      case Float number -> number.doubleValue();
      default -> value;
    };
  }

  static boolean truth(Object value) {
    return switch (value) {
      case PyNone _, Undefined _ -> false;
      case Boolean truth -> truth;
      case BigInteger number -> number.signum() != 0;
      case Double number -> number != 0;
      case String text -> !text.isEmpty();
      default -> length(value).map(length -> length > 0).orElse(true);
    };
  }

  /** What Python's {@code len} gives, where it gives something. */
  static Optional<Integer> length(Object value) {
    return switch (value) {
      case String text -> Optional.of(text.codePointCount(0, text.length()));
      case PyList list -> Optional.of(list.items().size());
      case PyTuple tuple -> Optional.of(tuple.items().size());
      case PyDict dict -> Optional.of(dict.size());
      case PyView view -> Optional.of(view.dict().size());
      case PyRange range -> Optional.of(range.size());
      case LoopState loop -> Optional.of(loop.length());
      case Undefined _ -> Optional.of(0);
      default -> Optional.empty();
    };
  }

  static boolean isIterable(Object value) {
    return value instanceof PyIterator || length(value).isPresent();
  }

  /** The items that a loop over the value meets. */
  static Iterator<Object> iterator(Object value) {
    return value instanceof PyIterator iterator ? iterator.items() : items(value).iterator();
  }

  /** All items of a value; those of a {@link PyIterator} are used up. */
  static List<Object> items(Object value) {
    return switch (value) {
      case String text -> PythonText.characters(text);
      case PyList list -> list.items();
      case PyTuple tuple -> tuple.items();
      case PyDict dict -> new PyView(dict, PyView.Kind.KEYS).items();
      case PyView view -> view.items();
      case PyRange range -> range.items();
      case Undefined _ -> List.of();
      case PyIterator iterator -> {
        List<Object> items = new ArrayList<>();
        iterator.items().forEachRemaining(items::add);
        yield items;
      }
      default -> throw new TemplateException("'" + type(value) + "' object is not iterable");
    };
  }

  /** The name of a value's Python type. */
  static String type(Object value) {
    return switch (value) {
      case PyNone _ -> "NoneType";
      case Boolean _ -> "bool";
      case BigInteger _ -> "int";
      case Double _ -> "float";
      case String _ -> "str";
      case PyList _ -> "list";
      case PyTuple _ -> "tuple";
      case PyDict _ -> "dict";
      case PyView view ->
          switch (view.kind()) {
            case KEYS -> "dict_keys";
            case VALUES -> "dict_values";
            case ITEMS -> "dict_items";
          };
      case PyRange _ -> "range";
      case PyIterator iterator -> iterator.type();
      case PyNamespace _ -> "Namespace";
      case Undefined _ -> "Undefined";
      case LoopState _ -> "LoopContext";
      case Macro _ -> "Macro";
      case PyCallable _ -> "function";
      default -> "object";
    };
  }

  static String text(Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw value instanceof Undefined undefined
        ? undefined.used()
        : new TemplateException("a str is needed, not '" + type(value) + "'");
  }

  /** A value that Python takes for an index or a count, within what Java's int holds. */
  static int integer(Object value) {
    return switch (value) {
      case Boolean truth -> truth ? 1 : 0;
      case BigInteger number ->
          number.bitLength() < 32
              ? number.intValue()
              : number.signum() < 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE;
      case Undefined undefined -> throw undefined.used();
      default ->
          throw new TemplateException(
              "'" + type(value) + "' object cannot be interpreted as an integer");
    };
  }
}
