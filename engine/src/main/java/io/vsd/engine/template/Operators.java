package io.vsd.engine.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/** What Python's operators do with values of every type. */
final class Operators {
  private Operators() {}

  static Object binary(String operator, Object left, Object right) {
    if (operator.equals("%") && left instanceof String format) {
      return PercentFormat.format(format, right);
    }
    for (Object side : List.of(left, right)) {
      if (side instanceof Undefined undefined) {
        throw undefined.used();
      }
    }
    if (Numbers.isNumber(left) && Numbers.isNumber(right)) {
      return Numbers.calculate(operator, left, right);
    }
    if (operator.equals("+")) {
      return add(left, right);
    }
    if (operator.equals("*")) {
      if (Numbers.isWhole(right)) {
        return repeat(left, Values.integer(right));
      }
      if (Numbers.isWhole(left)) {
        return repeat(right, Values.integer(left));
      }
    }
    throw unsupported(operator, left, right);
  }

  private static Object add(Object left, Object right) {
    if (left instanceof String text && right instanceof String other) {
      Limits.checkText((long) text.length() + other.length());
      return text + other;
    }
    if (left instanceof PyList list && right instanceof PyList other) {
      return new PyList(joined(list.items(), other.items()));
    }
    if (left instanceof PyTuple tuple && right instanceof PyTuple other) {
      return PyTuple.of(joined(tuple.items(), other.items()));
    }
    throw unsupported("+", left, right);
  }

  private static List<Object> joined(List<Object> left, List<Object> right) {
    List<Object> items = new ArrayList<>(left.size() + right.size());
    items.addAll(left);
    items.addAll(right);
    return items;
  }

  private static Object repeat(Object value, int times) {
    int count = Math.max(times, 0);
    return switch (value) {
      case String text -> {
        Limits.checkText((long) text.length() * count);
        yield text.repeat(count);
      }
      case PyList list -> new PyList(repeat(list.items(), count));
      case PyTuple tuple -> PyTuple.of(repeat(tuple.items(), count));
      default -> throw unsupported("*", value, count);
    };
  }

  private static List<Object> repeat(List<Object> items, int times) {
    Limits.checkItems((long) items.size() * times);
    return Collections.nCopies(times, items).stream().flatMap(List::stream).toList();
  }

  private static TemplateException unsupported(String operator, Object left, Object right) {
    return new TemplateException(
        "unsupported operand types for %s: '%s' and '%s'"
            .formatted(operator, Values.type(left), Values.type(right)));
  }

  static Object unary(String operator, Object value) {
    if (value instanceof Undefined undefined) {
      throw undefined.used();
    }
    if (!Numbers.isNumber(value)) {
      throw new TemplateException(
          "bad operand type for unary " + operator + ": '" + Values.type(value) + "'");
    }
    if (value instanceof Double number) {
      return operator.equals("-") ? -number : number;
    }
    return operator.equals("-") ? Numbers.whole(value).negate() : Numbers.whole(value);
  }

  static boolean compare(String operator, Object left, Object right) {
    return switch (operator) {
      case "==" -> Equality.equal(left, right);
      case "!=" -> !Equality.equal(left, right);
      case "in" -> contains(right, left);
      case "not in" -> !contains(right, left);
      default -> ordered(operator, left, right);
    };
  }

  private static boolean ordered(String operator, Object left, Object right) {
    int order = Equality.compare(left, right);
    if ((left instanceof Double a && a.isNaN()) || (right instanceof Double b && b.isNaN())) {
      return false;
    }
    return switch (operator) {
      case "<" -> order < 0;
      case "<=" -> order <= 0;
      case ">" -> order > 0;
      default -> order >= 0;
    };
  }

  static boolean contains(Object container, Object item) {
    return switch (container) {
      case String text when item instanceof String part -> text.contains(part);
      case String _ ->
          throw new TemplateException(
              "'in <string>' requires string as left operand, not '" + Values.type(item) + "'");
      case PyDict dict -> dict.get(item) != null;
      case PyView view when view.kind() == PyView.Kind.KEYS -> view.dict().get(item) != null;
      default -> {
        for (Iterator<Object> items = Values.iterator(container); items.hasNext(); ) {
          if (Equality.same(items.next(), item)) {
            yield true;
          }
        }
        yield false;
      }
    };
  }
}
