package io.vsd.engine.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Digits of numbers as C's and Python's format letters give them, without sign and padding. */
final class NumberFormat {
  private NumberFormat() {}

  /** {@code d o x X b} of a whole number that is not negative. */
  static String whole(BigInteger number, char letter) {
    return switch (letter) {
      case 'o' -> number.toString(8);
      case 'x' -> number.toString(16);
      case 'X' -> number.toString(16).toUpperCase(Locale.ROOT);
      case 'b' -> number.toString(2);
      default -> Numbers.digits(number);
    };
  }

  /** {@code e E f F g G} of a float that is not negative. */
  static String real(double number, char letter, int precision, boolean alternate) {
    if (precision > 500) {
      throw new TemplateException("a number's precision is too large");
    }
    boolean upper = Character.isUpperCase(letter);
    String text;
    if (!Double.isFinite(number)) {
      text = Double.isNaN(number) ? "nan" : "inf";
    } else {
      BigDecimal exact = new BigDecimal(number);
      text =
          switch (Character.toLowerCase(letter)) {
            case 'e' -> scientific(exact, precision, alternate);
            case 'f' -> fixed(exact, precision, alternate);
            default -> general(exact, Math.max(precision, 1), alternate);
          };
    }
    return upper ? text.toUpperCase(Locale.ROOT) : text;
  }

  private static String fixed(BigDecimal number, int precision, boolean alternate) {
    String digits = number.setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
    return alternate && precision == 0 ? digits + "." : digits;
  }

  private static String scientific(BigDecimal number, int precision, boolean alternate) {
    BigDecimal rounded = number.round(new MathContext(precision + 1, RoundingMode.HALF_EVEN));
    int exponent = rounded.signum() == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
    String digits = rounded.signum() == 0 ? "0" : rounded.unscaledValue().toString();
    digits =
        digits.length() > precision + 1
            ? digits.substring(0, precision + 1)
            : digits + "0".repeat(precision + 1 - digits.length());
    String fraction = precision > 0 ? "." + digits.substring(1) : alternate ? "." : "";
    return digits.charAt(0) + fraction + exponent(exponent);
  }

  private static String exponent(int exponent) {
    return "e%s%02d".formatted(exponent < 0 ? "-" : "+", Math.abs(exponent));
  }

  private static String general(BigDecimal number, int precision, boolean alternate) {
    BigDecimal rounded = number.round(new MathContext(precision, RoundingMode.HALF_EVEN));
    int exponent = rounded.signum() == 0 ? 0 : rounded.precision() - rounded.scale() - 1;
    if (exponent < -4 || exponent >= precision) {
      String text = scientific(number, precision - 1, alternate);
      int at = text.indexOf('e');
      return (alternate ? text.substring(0, at) : trimmed(text.substring(0, at)))
          + text.substring(at);
    }
    String text = fixed(number, precision - 1 - exponent, alternate);
    return alternate ? text : trimmed(text);
  }

  private static String trimmed(String text) {
    if (text.indexOf('.') < 0) {
      return text;
    }
    String zeros = PythonText.stripRight(text, "0");
    return PythonText.stripRight(zeros, ".");
  }

  /** Puts a separator between groups of three digits before the point. */
  static String grouped(String digits, char separator) {
    int end = 0;
    while (end < digits.length() && Character.isDigit(digits.charAt(end))) {
      end++;
    }
    StringBuilder out = new StringBuilder(digits);
    for (int at = end - 3; at > 0; at -= 3) {
      out.insert(at, separator);
    }
    return out.toString();
  }
}
