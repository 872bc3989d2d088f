package io.vsd.engine.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Filters that make numbers. */
final class NumberFilters {
  private static final Pattern REAL =
      Pattern.compile(
          "[+-]?((\\d(_?\\d)*)?\\.?(\\d(_?\\d)*)?)([eE][+-]?\\d(_?\\d)*)?|[+-]?(inf|infinity|nan)",
          Pattern.CASE_INSENSITIVE);

  private NumberFilters() {}

  static void addTo(Map<String, Filter> filters) {
    filters.put("int", NumberFilters::toWhole);
    filters.put("float", NumberFilters::toReal);
    filters.put("round", NumberFilters::round);
    filters.put("abs", (input, _) -> absolute(input));
  }

  private static Object absolute(Object input) {
    Object number = Operators.unary("+", input);
    return number instanceof Double real
        ? (Object) Math.abs(real)
        : (Object) Numbers.whole(number).abs();
  }

  private static Object toWhole(Object input, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("int", 0, "default", "base");
    Object fallback = bound.get(0, BigInteger.ZERO);
    return switch (input) {
      case Undefined undefined -> throw undefined.used();
      case BigInteger _, Boolean _ -> Numbers.whole(input);
      case Double real -> Double.isNaN(real) ? fallback : Numbers.truncate(real);
      case String text -> {
        Optional<BigInteger> whole = whole(text, bound.integer(1, 10));
        if (whole.isPresent()) {
          yield whole.get();
        }
        Optional<Double> real = real(text).filter(Double::isFinite);
        yield real.isPresent() ? Numbers.truncate(real.get()) : fallback;
      }
      default -> fallback;
    };
  }

  private static Optional<BigInteger> whole(String text, int base) {
    String digits = PythonText.strip(text, null).toLowerCase(Locale.ROOT);
    String sign = digits.startsWith("-") ? "-" : "";
    digits = digits.startsWith("-") || digits.startsWith("+") ? digits.substring(1) : digits;
    int radix = base;
    for (Map.Entry<String, Integer> prefix : Map.of("0x", 16, "0o", 8, "0b", 2).entrySet()) {
      if (digits.startsWith(prefix.getKey()) && (base == 0 || base == prefix.getValue())) {
        radix = prefix.getValue();
        digits = digits.substring(2);
        digits = digits.startsWith("_") ? digits.substring(1) : digits;
      }
    }
    if (radix == 0 && digits.matches("0[_0]*|[^0].*")) {
      radix = 10;
    }
    if (radix < 2 || radix > 36 || !digits.matches("[0-9a-z]+(_[0-9a-z]+)*")) {
      return Optional.empty();
    }
    if (digits.length() > 4300) {
      throw new TemplateException("a whole number has more than 4300 digits");
    }
    try {
      return Optional.of(new BigInteger(sign + digits.replace("_", ""), radix));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<Double> real(String text) {
    String digits = PythonText.strip(text, null).toLowerCase(Locale.ROOT);
    if (!REAL.matcher(digits).matches()) {
      return Optional.empty();
    }
    if (digits.endsWith("nan")) {
      return Optional.of(Double.NaN);
    }
    if (digits.contains("inf")) {
      return Optional.of(
          digits.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
    }
    try {
      return Optional.of(Double.valueOf(digits.replace("_", "")));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Object toReal(Object input, Arguments arguments) {
    Object fallback = arguments.bind("float", 0, "default").get(0, 0.0);
    return switch (input) {
      case Undefined undefined -> throw undefined.used();
      case BigInteger _, Boolean _, Double _ -> Numbers.toDouble(input);
      case String text -> real(text).<Object>map(number -> number).orElse(fallback);
      default -> fallback;
    };
  }

  private static Object round(Object input, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("round", 0, "precision", "method");
    int precision = bound.integer(0, 0);
    String method = bound.text(1, "common");
    if (!Numbers.isNumber(input)) {
      throw new TemplateException("a " + Values.type(input) + " cannot be rounded");
    }
    return switch (method) {
      case "common" ->
          input instanceof Double real
              ? (Object) Numbers.round(real, precision)
              : (Object) round(Numbers.whole(input), precision);
      case "ceil", "floor" -> {
        Object scale = Numbers.calculate("**", BigInteger.TEN, BigInteger.valueOf(precision));
        double scaled = Numbers.toDouble(Numbers.calculate("*", input, scale));
        BigInteger whole =
            Numbers.truncate(method.equals("ceil") ? Math.ceil(scaled) : Math.floor(scaled));
        yield Numbers.calculate("/", whole, scale);
      }
      default -> throw new TemplateException("method must be common, ceil or floor");
    };
  }

  private static BigInteger round(BigInteger number, int precision) {
    if (precision >= 0) {
      return number;
    }
    return precision < -5000
        ? BigInteger.ZERO
        : new BigDecimal(number).setScale(precision, RoundingMode.HALF_EVEN).toBigInteger();
  }
}
