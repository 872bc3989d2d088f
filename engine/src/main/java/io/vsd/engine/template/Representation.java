package io.vsd.engine.template;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;

/** Python's {@code str} and {@code repr} of values. */
final class Representation {
  private final StringBuilder out = new StringBuilder();

  private Representation() {}

  /** What printing a value gives. */
  static String str(Object value) {
    return switch (value) {
      case String text -> text;
      case Undefined _ -> "";
      default -> repr(value);
    };
  }

  static String repr(Object value) {
    Representation representation = new Representation();
    representation.add(value);
    return representation.out.toString();
  }

  private void add(Object value) {
    switch (value) {
      case PyNone _ -> out.append("None");
      case Undefined _ -> out.append("Undefined");
      case Boolean truth -> out.append(truth ? "True" : "False");
      case BigInteger number -> out.append(Numbers.digits(number));
      case Double number -> out.append(number(number));
      case String text -> quoted(text);
      case PyList list -> items("[", list.items(), "]");
      case PyTuple tuple -> items("(", tuple.items(), tuple.items().size() == 1 ? ",)" : ")");
      case PyDict dict -> dict(dict);
      case PyView view -> items(Values.type(view) + "([", view.items(), "])");
      case PyRange range ->
          out.append("range(")
              .append(range.start())
              .append(", ")
              .append(range.stop())
              .append(range.step().equals(BigInteger.ONE) ? "" : ", " + range.step())
              .append(')');
      case PyNamespace namespace -> namespace(namespace);
      case LoopState loop ->
          out.append("<LoopContext ")
              .append(loop.index())
              .append('/')
              .append(loop.length())
              .append('>');
      case Macro macro -> out.append("<Macro ").append(macro.described()).append('>');
      default ->
          throw new TemplateException(
              "a '"
                  + Values.type(value)
                  + "' object has no text; call it, or make a list of it with |list");
    }
    Limits.checkText(out.length());
  }

  private void namespace(PyNamespace namespace) {
    PyDict members = new PyDict();
    namespace.members().forEach(members::put);
    out.append("<Namespace ");
    add(members);
    out.append('>');
  }

  private void items(String open, List<Object> items, String close) {
    out.append(open);
    String separator = "";
    for (Object item : items) {
      out.append(separator);
      add(item);
      separator = ", ";
    }
    out.append(close);
  }

  private void dict(PyDict dict) {
    out.append('{');
    String separator = "";
    for (PyDict.Entry entry : dict.entries()) {
      out.append(separator);
      add(entry.key());
      out.append(": ");
      add(entry.value());
      separator = ", ";
    }
    out.append('}');
  }

  private void quoted(String text) {
    char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
    out.append(quote);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                  if (c == quote) {
                    out.append('\\').append(quote);
                  } else if (PythonText.isPrintable(c)) {
                    out.appendCodePoint(c);
                  } else {
                    out.append(
                        (c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x").formatted(c));
                  }
                }
              }
            });
    out.append(quote);
  }

  /** The shortest digits that read back as the same double, as {@code float.__repr__} gives. */
  static String number(double value) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0.0";
    }
    BigDecimal shortest = new BigDecimal(Double.toString(Math.abs(value))).stripTrailingZeros();
    String digits = shortest.unscaledValue().toString();
    int exponent = digits.length() - shortest.scale() - 1;
    String text;
    if (exponent < -4 || exponent >= 16) {
      String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
      text =
          "%s%se%s%02d"
              .formatted(digits.charAt(0), fraction, exponent < 0 ? "-" : "+", Math.abs(exponent));
    } else {
      text = shortest.toPlainString();
      text = text.contains(".") ? text : text + ".0";
    }
    return value < 0 ? "-" + text : text;
  }
}
