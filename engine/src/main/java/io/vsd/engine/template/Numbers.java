package io.vsd.engine.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * Python's arithmetic: whole numbers without bound, floats, and truth values that count as 0, 1.
 */
final class Numbers {
  private Numbers() {}

  static boolean isNumber(Object value) {
    return value instanceof BigInteger || value instanceof Double || value instanceof Boolean;
  }

  static boolean isWhole(Object value) {
    return value instanceof BigInteger || value instanceof Boolean;
  }

  static BigInteger whole(Object value) {
    return value instanceof Boolean truth
        ? (truth ? BigInteger.ONE : BigInteger.ZERO)
        : (BigInteger) value;
  }

  static double toDouble(Object value) {
    if (value instanceof Double number) {
      return number;
    }
    double number = whole(value).doubleValue();
    if (Double.isInfinite(number)) {
      throw new TemplateException("int too large to convert to float");
    }
    return number;
  }

  static Object calculate(String operator, Object left, Object right) {
    if (isWhole(left) && isWhole(right)) {
      return calculate(operator, whole(left), whole(right));
    }
    double a = toDouble(left);
    double b = toDouble(right);
    return switch (operator) {
      case "+" -> a + b;
      case "-" -> a - b;
      case "*" -> a * b;
      case "/" -> a / nonZero(b);
      case "//" -> floorDivide(a, nonZero(b));
      case "%" -> modulo(a, nonZero(b));
      default -> power(a, b);
    };
  }

  private static double nonZero(double divisor) {
    if (divisor == 0) {
      throw new TemplateException("float division by zero");
    }
    return divisor;
  }

  private static double modulo(double a, double b) {
    double rest = a % b;
    if (rest == 0) {
      return Math.copySign(0.0, b);
    }
    return rest < 0 == b < 0 ? rest : rest + b;
  }

  private static double floorDivide(double a, double b) {
    double quotient = (a - modulo(a, b)) / b;
    if (quotient == 0) {
      return Math.copySign(0.0, a / b);
    }
    double floor = Math.floor(quotient);
    return quotient - floor > 0.5 ? floor + 1 : floor;
  }

  private static double power(double a, double b) {
    if (a == 0 && b < 0) {
      throw new TemplateException("0.0 cannot be raised to a negative power");
    }
    if (a == 1 || (a == -1 && Double.isInfinite(b))) {
      return 1;
    }
    double result = Math.pow(a, b);
    if (Double.isNaN(result) && !Double.isNaN(a) && !Double.isNaN(b)) {
      throw new TemplateException("complex numbers are not supported");
    }
    if (Double.isInfinite(result) && Double.isFinite(a) && Double.isFinite(b)) {
      throw new TemplateException("a number is too large");
    }
    return result;
  }

  private static Object calculate(String operator, BigInteger a, BigInteger b) {
    if (b.signum() == 0
        && (operator.equals("/") || operator.equals("//") || operator.equals("%"))) {
      throw new TemplateException("division by zero");
    }
    return switch (operator) {
      case "+" -> bounded(a.add(b));
      case "-" -> bounded(a.subtract(b));
      case "*" -> bounded(a.multiply(b));
      case "/" -> divide(a, b);
      case "//" -> floor(a, b)[0];
      case "%" -> floor(a, b)[1];
      default -> power(a, b);
    };
  }

  private static BigInteger[] floor(BigInteger a, BigInteger b) {
    BigInteger[] parts = a.divideAndRemainder(b);
    if (parts[1].signum() != 0 && parts[1].signum() != b.signum()) {
      parts[0] = parts[0].subtract(BigInteger.ONE);
      parts[1] = parts[1].add(b);
    }
    return parts;
  }

  private static double divide(BigInteger a, BigInteger b) {
    if (a.signum() == 0) {
      return b.signum() < 0 ? -0.0 : 0.0;
    }
    double quotient =
        new BigDecimal(a).divide(new BigDecimal(b), new MathContext(60)).doubleValue();
    if (Double.isInfinite(quotient)) {
      throw new TemplateException("integer division result too large for a float");
    }
    return quotient;
  }

  private static Object power(BigInteger base, BigInteger exponent) {
    if (exponent.signum() < 0) {
      return power(toDouble(base), toDouble(exponent));
    }
    if (base.abs().compareTo(BigInteger.ONE) <= 0) {
      boolean odd = exponent.testBit(0);
      return exponent.signum() == 0 ? BigInteger.ONE : odd ? base : base.multiply(base);
    }
    if (exponent.bitLength() > 31
        || (long) (base.abs().bitLength() - 1) * exponent.longValue() > Limits.MAX_BITS) {
      throw tooLarge();
    }
    return bounded(base.pow(exponent.intValueExact()));
  }

  private static BigInteger bounded(BigInteger number) {
    if (number.bitLength() > 2 * Limits.MAX_BITS) {
      throw tooLarge();
    }
    return number;
  }

  private static TemplateException tooLarge() {
    return new TemplateException("a whole number is too large");
  }

  static String digits(BigInteger number) {
    String digits = number.toString();
    if (digits.length() > 4300 + (number.signum() < 0 ? 1 : 0)) {
      throw new TemplateException("a whole number has more than 4300 digits");
    }
    return digits;
  }

  /** Python's {@code int(float)}. */
  static BigInteger truncate(double number) {
    if (!Double.isFinite(number)) {
      throw new TemplateException("cannot convert float infinity or NaN to integer");
    }
    return new BigDecimal(number).toBigInteger();
  }

  /** Python's {@code round}: half to even of the exact value. */
  static double round(double number, int digits) {
    if (!Double.isFinite(number) || digits > 330) {
      return number;
    }
    if (digits < -330) {
      return Math.copySign(0.0, number);
    }
    double rounded = new BigDecimal(number).setScale(digits, RoundingMode.HALF_EVEN).doubleValue();
    return rounded == 0 ? Math.copySign(0.0, number) : rounded;
  }
}
