package io.vsd.engine.template;

import java.math.BigInteger;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code value.name} and {@code value[key]} give under jinja2's sandbox: the first prefers
 * Python's attribute, the second the item. What would change a list or a dict is not there. No
 * attribute reaches anything of Java's.
 */
final class Attributes {
  private static final Set<String> LIST_CHANGES =
      Set.of("append", "clear", "pop", "reverse", "insert", "sort", "extend", "remove");
  private static final Set<String> DICT_CHANGES =
      Set.of("clear", "pop", "popitem", "setdefault", "update");
  private static final Set<String> ON_EVERYTHING =
      Set.of("__class__", "__doc__", "__init__", "__dir__", "__reduce__", "__str__", "__repr__");

  private Attributes() {}

  static Object attribute(Object target, String name) {
    Object found = find(target, name);
    if (found == null) {
      found = Subscripts.item(target, name);
    }
    return found == null ? missing(target, name) : found;
  }

  static Object item(Object target, Object key) {
    Object found = Subscripts.item(target, key);
    if (found == null && key instanceof String name) {
      found = find(target, name);
    }
    return found == null ? missing(target, key) : found;
  }

  private static Undefined missing(Object target, Object key) {
    String owner = target == PyNone.NONE ? "None" : Values.type(target) + " object";
    return new Undefined(
        key instanceof String name
            ? "'" + owner + "' has no attribute '" + name + "'"
            : owner + " has no element " + Representation.repr(key));
  }

  /** Python's attribute of a value, or null where it has none of that name. */
  static @Nullable Object find(Object target, String name) {
    if (ON_EVERYTHING.contains(name)) {
      return unsafe(target, name);
    }
    return switch (target) {
      case Undefined undefined -> throw undefined.used();
      case String text -> StringMethods.find(text, name);
      case PyDict dict -> dictMethod(dict, name);
      case PyList list ->
          LIST_CHANGES.contains(name) ? unsafe(list, name) : listMethod(list, list.items(), name);
      case PyTuple tuple -> {
        int field = tuple.fields().indexOf(name);
        yield field >= 0 ? tuple.items().get(field) : listMethod(tuple, tuple.items(), name);
      }
      case PyRange range -> listMethod(range, range.items(), name);
      case BigInteger _, Boolean _, Double _ -> numberAttribute(target, name);
      case PyNamespace namespace -> {
        Object member = namespace.members().get(name);
        yield member != null && name.startsWith("_") ? unsafe(target, name) : member;
      }
      case LoopState loop -> loop.attribute(name);
      case Macro macro -> macro.attribute(name);
      case Cycler cycler -> cycler.attribute(name);
      default -> null;
    };
  }

  private static Undefined unsafe(Object target, String name) {
    return new Undefined(
        "access to attribute '" + name + "' of '" + Values.type(target) + "' object is unsafe");
  }

  private static @Nullable Object dictMethod(PyDict dict, String name) {
    if (DICT_CHANGES.contains(name)) {
      return unsafe(dict, name);
    }
    return switch (name) {
      case "items" -> view(dict, name, PyView.Kind.ITEMS);
      case "keys" -> view(dict, name, PyView.Kind.KEYS);
      case "values" -> view(dict, name, PyView.Kind.VALUES);
      case "copy" -> constant(name, dict);
      case "get" ->
          PyCallable.of(
              name,
              arguments -> {
                Arguments.Bound bound = arguments.bindPlaces("get", 1, 2);
                Object value = dict.get(bound.get(0));
                return value == null ? bound.get(1) : value;
              });
      default -> null;
    };
  }

  private static PyCallable view(PyDict dict, String name, PyView.Kind kind) {
    return constant(name, new PyView(dict, kind));
  }

  private static PyCallable constant(String name, Object value) {
    return PyCallable.of(
        name,
        arguments -> {
          arguments.bindPlaces(name, 0, 0);
          return value;
        });
  }

  private static @Nullable Object listMethod(Object target, List<Object> items, String name) {
    return switch (name) {
      case "copy" -> target instanceof PyList ? constant(name, target) : null;
      case "count" ->
          PyCallable.of(
              name,
              arguments -> {
                Object wanted = arguments.bindPlaces(name, 1, 1).get(0);
                long count = items.stream().filter(i -> Equality.same(i, wanted)).count();
                return BigInteger.valueOf(count);
              });
      case "index" ->
          PyCallable.of(
              name,
              arguments -> {
                Object wanted = arguments.bindPlaces(name, 1, 1).get(0);
                for (int i = 0; i < items.size(); i++) {
                  if (Equality.same(items.get(i), wanted)) {
                    return BigInteger.valueOf(i);
                  }
                }
                throw new TemplateException(
                    Representation.repr(wanted) + " is not in " + Values.type(target));
              });
      default -> null;
    };
  }

  private static @Nullable Object numberAttribute(Object number, String name) {
    boolean whole = Numbers.isWhole(number);
    Object plain = whole ? Numbers.whole(number) : number;
    return switch (name) {
      case "real" -> plain;
      case "imag" -> whole ? (Object) BigInteger.ZERO : (Object) 0.0;
      case "conjugate" -> constant(name, plain);
      case "numerator" -> whole ? plain : null;
      case "denominator" -> whole ? BigInteger.ONE : null;
      case "bit_length" ->
          whole
              ? constant(name, BigInteger.valueOf(Numbers.whole(number).abs().bitLength()))
              : null;
      case "is_integer" ->
          plain instanceof Double value ? constant(name, value == Math.rint(value)) : null;
      default -> null;
    };
  }
}
