package io.vsd.engine.template;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;

/** The tests by name. */
final class Tests {

  /** What stands behind {@code is}. */
  interface Test {
    boolean holds(Object value, Arguments arguments);
  }

  private static final Map<String, Test> TESTS = tests();

  private Tests() {}

  static boolean knows(String name) {
    return TESTS.containsKey(name);
  }

  static Test get(String name) {
    Test test = TESTS.get(name);
    if (test == null) {
      throw new TemplateException("there is no test named '" + name + "'");
    }
    return test;
  }

  private static Map<String, Test> tests() {
    Map<String, Test> tests = new HashMap<>();
    plain(tests, "defined", value -> !(value instanceof Undefined));
    plain(tests, "undefined", value -> value instanceof Undefined);
    plain(tests, "none", value -> value == PyNone.NONE);
    plain(tests, "boolean", value -> value instanceof Boolean);
    plain(tests, "true", value -> value.equals(true));
    plain(tests, "false", value -> value.equals(false));
    plain(tests, "integer", value -> value instanceof BigInteger);
    plain(tests, "float", value -> value instanceof Double);
    plain(tests, "number", Numbers::isNumber);
    plain(tests, "string", value -> value instanceof String);
    plain(tests, "mapping", value -> value instanceof PyDict);
    plain(tests, "iterable", Values::isIterable);
    plain(tests, "sequence", Tests::isSequence);
    plain(tests, "callable", v -> v instanceof PyCallable || v instanceof Undefined);
    plain(tests, "escaped", _ -> false);
    contents(tests);
    comparisons(tests);
    return Map.copyOf(tests);
  }

  private static void contents(Map<String, Test> tests) {
    plain(tests, "lower", value -> TextCase.isLower(Representation.str(value)));
    plain(tests, "upper", value -> TextCase.isUpper(Representation.str(value)));
    plain(tests, "odd", value -> modulo(value, BigInteger.TWO, BigInteger.ONE));
    plain(tests, "even", value -> modulo(value, BigInteger.TWO, BigInteger.ZERO));
    plain(tests, "filter", v -> Filters.knows(known(v)) || Filters.UNSUPPORTED.contains(known(v)));
    plain(tests, "test", value -> knows(known(value)));
    other(tests, "divisibleby", (value, by) -> modulo(value, by, BigInteger.ZERO));
    other(tests, "sameas", Tests::same);
    other(tests, "in", (value, container) -> Operators.contains(container, value));
  }

  private static void comparisons(Map<String, Test> tests) {
    Map.of(
            "==",
            "eq equalto",
            "!=",
            "ne",
            ">",
            "gt greaterthan",
            ">=",
            "ge",
            "<",
            "lt lessthan",
            "<=",
            "le")
        .forEach(
            (operator, names) -> {
              Comparison comparison = (a, b) -> Operators.compare(operator, a, b);
              other(tests, operator, comparison);
              for (String name : names.split(" ")) {
                other(tests, name, comparison);
              }
            });
  }

  private interface Comparison {
    boolean holds(Object value, Object other);
  }

  private static void plain(Map<String, Test> tests, String name, Predicate<Object> test) {
    tests.put(
        name,
        (value, arguments) -> {
          arguments.bindPlaces(name, 0, 0);
          return test.test(value);
        });
  }

  private static void other(Map<String, Test> tests, String name, Comparison test) {
    tests.put(
        name, (value, arguments) -> test.holds(value, arguments.bindPlaces(name, 1, 1).get(0)));
  }

  private static boolean modulo(Object value, Object by, BigInteger rest) {
    return Equality.equal(Operators.binary("%", value, by), rest);
  }

  private static String known(Object value) {
    return value instanceof String name ? name : "";
  }

  private static boolean isSequence(Object value) {
    return switch (value) {
      case PyView _, LoopState _ -> false;
      default -> Values.length(value).isPresent();
    };
  }

  /** Whether two values are one object; equal numbers and texts of one type are taken for one. */
  private static boolean same(Object value, Object other) {
    return switch (value) {
      case Boolean _, BigInteger _, Double _, String _ -> value.equals(other);
      default -> value == other;
    };
  }
}
