package io.vsd.engine.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** When Python takes two values for equal, and which comes first. */
final class Equality {
  private Equality() {}

  static boolean equal(Object left, Object right) {
    if (left == right) {
      return !(left instanceof Double number && number.isNaN());
    }
    BigDecimal number = number(left);
    BigDecimal other = number(right);
    if (number != null && other != null) {
      return number.compareTo(other) == 0;
    }
    if (left instanceof Double || right instanceof Double) {
      // One of them is infinite or not a number.
      return left.equals(right) && !((Double) left).isNaN();
    }
    return switch (left) {
      case Undefined _ -> right instanceof Undefined;
      case PyList list -> right instanceof PyList that && equal(list.items(), that.items());
      case PyTuple tuple -> right instanceof PyTuple that && equal(tuple.items(), that.items());
      case PyRange range -> right instanceof PyRange that && equal(range.items(), that.items());
      case PyDict dict -> right instanceof PyDict that && equal(dict, that);
      case PyView view when view.kind() != PyView.Kind.VALUES ->
          right instanceof PyView that
              && that.kind() != PyView.Kind.VALUES
              && asSet(view).equals(asSet(that));
      case String text -> text.equals(right);
      default -> false;
    };
  }

  private static Set<Object> asSet(PyView view) {
    Set<Object> identities = new HashSet<>();
    view.items().forEach(item -> identities.add(identity(item)));
    return identities;
  }

  private static boolean equal(List<Object> left, List<Object> right) {
    if (left.size() != right.size()) {
      return false;
    }
    Iterator<Object> others = right.iterator();
    return left.stream().allMatch(item -> same(item, others.next()));
  }

  /** As Python's containers compare: an item is equal to itself whatever it is. */
  static boolean same(Object left, Object right) {
    return left == right || equal(left, right);
  }

  private static boolean equal(PyDict left, PyDict right) {
    if (left.size() != right.size()) {
      return false;
    }
    for (PyDict.Entry entry : left.entries()) {
      Object other = right.get(entry.key());
      if (other == null || !same(entry.value(), other)) {
        return false;
      }
    }
    return true;
  }

  /** The exact value of a finite number or a truth value, else null. */
  static @Nullable BigDecimal number(Object value) {
    return switch (value) {
      case Boolean truth -> truth ? BigDecimal.ONE : BigDecimal.ZERO;
      case BigInteger number -> new BigDecimal(number);
      case Double number when Double.isFinite(number) -> new BigDecimal(number);
      default -> null;
    };
  }

  /** Less than 0, 0 or more than 0 as {@code left} comes before, beside or after {@code right}. */
  static int compare(Object left, Object right) {
    for (Object side : List.of(left, right)) {
      if (side instanceof Undefined undefined) {
        throw undefined.used();
      }
    }
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      BigDecimal number = number(left);
      BigDecimal other = number(right);
      return number != null && other != null
          ? number.compareTo(other)
          : Double.compare(Numbers.toDouble(left), Numbers.toDouble(right));
    }
    if (left instanceof String text && right instanceof String other) {
      return PythonText.compare(text, other);
    }
    if (left instanceof PyList list && right instanceof PyList other) {
      return compareItems(list.items(), other.items());
    }
    if (left instanceof PyTuple tuple && right instanceof PyTuple other) {
      return compareItems(tuple.items(), other.items());
    }
    throw new TemplateException(
        "'" + Values.type(left) + "' and '" + Values.type(right) + "' have no order");
  }

  private static int compareItems(List<Object> left, List<Object> right) {
    for (int i = 0; i < Math.min(left.size(), right.size()); i++) {
      if (!same(left.get(i), right.get(i))) {
        return compare(left.get(i), right.get(i));
      }
    }
    return Integer.compare(left.size(), right.size());
  }

  /** A Java value that equals another's exactly if they are the same key to Python. */
  static Object identity(Object key) {
    BigDecimal number = number(key);
    if (number != null) {
      return number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    }
    return switch (key) {
      case PyTuple tuple -> List.of(tuple.items().stream().map(Equality::identity).toArray());
      case Undefined _ -> Undefined.class;
      case PyList _, PyDict _, PyView _ ->
          throw new TemplateException("unhashable type: '" + Values.type(key) + "'");
      default -> key;
    };
  }
}
