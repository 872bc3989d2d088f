package io.vsd.engine.template;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/** Python's {@code format % values}. */
final class PercentFormat {
  private final String format;
  private final Object values;
  private final StringBuilder out = new StringBuilder();
  private int at;
  private int used;

  private PercentFormat(String format, Object values) {
    this.format = format;
    this.values = values;
  }

  static String format(String format, Object values) {
    return new PercentFormat(format, values).run();
  }

  private String run() {
    while (at < format.length()) {
      char c = format.charAt(at++);
      if (c == '%') {
        conversion();
      } else {
        out.append(c);
      }
      Limits.checkText(out.length());
    }
    boolean all =
        switch (values) {
          case PyTuple tuple -> used >= tuple.items().size();
          case PyDict _, PyList _, PyRange _, Undefined _ -> true;
          default -> used > 0;
        };
    if (!all) {
      throw new TemplateException("not all arguments converted during string formatting");
    }
    return out.toString();
  }

  private char peek() {
    if (at >= format.length()) {
      throw new TemplateException("incomplete format");
    }
    return format.charAt(at);
  }

  private void conversion() {
    Optional<Object> key = key();
    String flags = "";
    while ("#0- +".indexOf(peek()) >= 0) {
      flags += format.charAt(at++);
    }
    int width = number();
    if (width < -1) {
      flags += "-";
      width = -width;
    }
    int precision = -1;
    if (peek() == '.') {
      at++;
      precision = Math.max(0, number());
    }
    while ("hlL".indexOf(peek()) >= 0) {
      at++;
    }
    char letter = format.charAt(at++);
    if (letter == '%') {
      out.append('%');
      return;
    }
    convert(key.isPresent() ? key.get() : next(), letter, flags, Math.max(width, 0), precision);
  }

  /** The value under the key in parentheses, if there is one. */
  private Optional<Object> key() {
    if (peek() != '(') {
      return Optional.empty();
    }
    int close = format.indexOf(')', at);
    if (close < 0) {
      throw new TemplateException("incomplete format key");
    }
    if (!(values instanceof PyDict dict)) {
      throw new TemplateException("format requires a mapping");
    }
    String key = format.substring(at + 1, close);
    Object value = dict.get(key);
    if (value == null) {
      throw new TemplateException("the format asks for the key '" + key + "', which is missing");
    }
    at = close + 1;
    return Optional.of(value);
  }

  private int number() {
    if (peek() == '*') {
      at++;
      return Values.integer(next());
    }
    int from = at;
    while (Character.isDigit(peek())) {
      at++;
    }
    if (at - from > 6) {
      throw new TemplateException("a format's width is too large");
    }
    return at == from ? -1 : Integer.parseInt(format.substring(from, at));
  }

  private Object next() {
    List<Object> items = values instanceof PyTuple tuple ? tuple.items() : List.of(values);
    if (used >= items.size()) {
      throw new TemplateException("not enough arguments for format string");
    }
    return items.get(used++);
  }

  private void convert(Object value, char letter, String flags, int width, int precision) {
    switch (letter) {
      case 's' -> text(Representation.str(value), flags, width, precision);
      case 'r', 'a' -> text(Representation.repr(value), flags, width, precision);
      case 'c' -> text(character(value), flags, width, -1);
      case 'd', 'i', 'u', 'o', 'x', 'X' -> whole(value, letter, flags, width, precision);
      case 'e', 'E', 'f', 'F', 'g', 'G' -> {
        double number = number(value);
        String digits =
            NumberFormat.real(
                Math.abs(number), letter, precision < 0 ? 6 : precision, flags.contains("#"));
        signed(number < 0 || 1 / number < 0, "", digits, flags, width);
      }
      default -> throw new TemplateException("unsupported format character '" + letter + "'");
    }
  }

  private static String character(Object value) {
    if (value instanceof String text && PythonText.length(text) == 1) {
      return text;
    }
    if (value instanceof String || !Character.isValidCodePoint(Values.integer(value))) {
      throw new TemplateException("the format character c requires int or char");
    }
    return Character.toString(Values.integer(value));
  }

  private static double number(Object value) {
    if (!Numbers.isNumber(value)) {
      throw value instanceof Undefined undefined
          ? undefined.used()
          : new TemplateException("must be real number, not " + Values.type(value));
    }
    return Numbers.toDouble(value);
  }

  private void text(String text, String flags, int width, int precision) {
    String part =
        precision < 0
            ? text
            : PythonText.part(text, 0, Math.min(precision, PythonText.length(text)));
    out.append(StringMethods.pad(flags.contains("-") ? "ljust" : "rjust", part, width, " "));
  }

  private void whole(Object value, char letter, String flags, int width, int precision) {
    if (!Numbers.isNumber(value) || (value instanceof Double && "oxX".indexOf(letter) >= 0)) {
      throw value instanceof Undefined undefined
          ? undefined.used()
          : new TemplateException(
              "%" + letter + " format: a number is required, not " + Values.type(value));
    }
    BigInteger number =
        value instanceof Double real ? Numbers.truncate(real) : Numbers.whole(value);
    String digits = NumberFormat.whole(number.abs(), letter);
    digits = "0".repeat(Math.max(0, Math.min(precision, 1000) - digits.length())) + digits;
    String prefix = flags.contains("#") && "oxX".indexOf(letter) >= 0 ? "0" + letter : "";
    signed(number.signum() < 0, prefix, digits, flags, width);
  }

  private void signed(boolean negative, String prefix, String digits, String flags, int width) {
    String sign = negative ? "-" : flags.contains("+") ? "+" : flags.contains(" ") ? " " : "";
    String lead = sign + prefix;
    int room = Math.max(0, width - lead.length() - digits.length());
    if (flags.contains("-")) {
      out.append(lead).append(digits).repeat(" ", room);
    } else if (flags.contains("0")) {
      out.append(lead).repeat("0", room).append(digits);
    } else {
      out.repeat(" ", room).append(lead).append(digits);
    }
  }
}
