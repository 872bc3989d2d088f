package io.vsd.engine.template;

import java.math.BigInteger;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What stands behind the colon in {@code {:>10.2f}}. */
record FormatSpecification(
    String fill, String align, String sign, boolean alternate, Layout layout) {
  private static final Pattern FORM =
      Pattern.compile(
          "(?:(.)?([<>=^]))?([-+ ]?)(#?)(0?)(\\d{0,6})([,_]?)(?:\\.(\\d{1,6}))?([a-zA-Z%]?)",
          Pattern.DOTALL);

  /**
   * @param precision -1 without one
   * @param letter a space without one
   */
  record Layout(boolean zeros, int width, String grouping, int precision, char letter) {}

  static FormatSpecification of(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new TemplateException("Invalid format specifier '" + text + "'");
    }
    return new FormatSpecification(
        Objects.requireNonNullElse(matcher.group(1), ""),
        Objects.requireNonNullElse(matcher.group(2), ""),
        matcher.group(3),
        !matcher.group(4).isEmpty(),
        new Layout(
            !matcher.group(5).isEmpty(),
            matcher.group(6).isEmpty() ? 0 : Integer.parseInt(matcher.group(6)),
            matcher.group(7),
            matcher.group(8) == null ? -1 : Integer.parseInt(matcher.group(8)),
            matcher.group(9).isEmpty() ? ' ' : matcher.group(9).charAt(0)));
  }

  String apply(Object value) {
    char letter = layout.letter();
    if (value instanceof String text) {
      return text(text);
    }
    if (equals(of(""))) {
      return Representation.str(value);
    }
    if (!Numbers.isNumber(value)) {
      throw new TemplateException(
          "unsupported format string passed to " + Values.type(value) + ".__format__");
    }
    if (Numbers.isWhole(value) && " dxXobn".indexOf(letter) >= 0) {
      return whole(Numbers.whole(value));
    }
    if (" eEfFgGn%".indexOf(letter) < 0) {
      throw new TemplateException(
          "Unknown format code '" + letter + "' for object of type '" + Values.type(value) + "'");
    }
    return real(Numbers.toDouble(value));
  }

  private String text(String text) {
    if ((layout.letter() != ' ' && layout.letter() != 's')
        || align.equals("=")
        || alternate
        || !(sign + layout.grouping()).isEmpty()) {
      throw new TemplateException("Invalid format specifier for a str");
    }
    String part =
        layout.precision() < 0
            ? text
            : PythonText.part(text, 0, Math.min(layout.precision(), PythonText.length(text)));
    return padded("", part, "<");
  }

  private String whole(BigInteger number) {
    char letter = layout.letter();
    String digits = NumberFormat.whole(number.abs(), letter);
    String prefix = alternate && "xXob".indexOf(letter) >= 0 ? "0" + letter : "";
    return padded(sign(number.signum() < 0) + prefix, grouped(digits), ">");
  }

  private String real(double number) {
    char letter = layout.letter();
    double size = Math.abs(number);
    String digits;
    if (letter == ' ' && layout.precision() < 0) {
      digits = Representation.number(size);
    } else if (letter == '%') {
      int precision = layout.precision() < 0 ? 6 : layout.precision();
      digits = NumberFormat.real(size * 100, 'f', precision, alternate) + "%";
    } else {
      int precision = layout.precision() < 0 ? 6 : layout.precision();
      digits =
          NumberFormat.real(
              size, letter == ' ' || letter == 'n' ? 'g' : letter, precision, alternate);
    }
    boolean negative = number < 0 || (number == 0 && 1 / number < 0);
    return padded(sign(negative), grouped(digits), ">");
  }

  private String grouped(String digits) {
    return layout.grouping().isEmpty()
        ? digits
        : NumberFormat.grouped(digits, layout.grouping().charAt(0));
  }

  private String sign(boolean negative) {
    return negative ? "-" : sign.equals("-") ? "" : sign;
  }

  private String padded(String lead, String body, String usual) {
    int room = Math.max(0, layout.width() - lead.length() - PythonText.length(body));
    String with = !fill.isEmpty() ? fill : layout.zeros() ? "0" : " ";
    String side = !align.isEmpty() ? align : layout.zeros() && usual.equals(">") ? "=" : usual;
    return switch (side) {
      case "<" -> lead + body + with.repeat(room);
      case "^" -> with.repeat(room / 2) + lead + body + with.repeat(room - room / 2);
      case "=" -> lead + with.repeat(room) + body;
      default -> with.repeat(room) + lead + body;
    };
  }
}
