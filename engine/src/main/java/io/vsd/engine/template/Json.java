package io.vsd.engine.template;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Python's {@code json.dumps}. */
final class Json {

  /**
   * @param indent what a level is indented by; empty for everything on one line
   */
  record Style(
      boolean ascii,
      Optional<String> indent,
      String itemSeparator,
      String keySeparator,
      boolean sorted) {}

  private final Style style;
  private final StringBuilder out = new StringBuilder();
  private int depth;

  private Json(Style style) {
    this.style = style;
  }

  static String write(Object value, Style style) {
    Json json = new Json(style);
    json.value(value);
    return json.out.toString();
  }

  private void value(Object value) {
    switch (value) {
      case PyNone _ -> out.append("null");
      case Boolean truth -> out.append(truth);
      case BigInteger number -> out.append(Numbers.digits(number));
      case Double number -> out.append(number(number));
      case String text -> text(text);
      case PyList list -> list(list.items());
      case PyTuple tuple -> list(tuple.items());
      case PyDict dict -> dict(dict);
      default ->
          throw new TemplateException(
              "Object of type " + Values.type(value) + " is not JSON serializable");
    }
    Limits.checkText(out.length());
  }

  private static String number(double number) {
    if (Double.isFinite(number)) {
      return Representation.number(number);
    }
    return Double.isNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";
  }

  private void list(List<Object> items) {
    out.append('[');
    depth++;
    for (int i = 0; i < items.size(); i++) {
      next(i == 0);
      value(items.get(i));
    }
    close(items.isEmpty(), ']');
  }

  private void dict(PyDict dict) {
    List<PyDict.Entry> entries = new ArrayList<>();
    dict.entries().forEach(entries::add);
    if (style.sorted()) {
      entries.sort(Comparator.comparing(PyDict.Entry::key, Equality::compare));
    }
    out.append('{');
    depth++;
    for (int i = 0; i < entries.size(); i++) {
      next(i == 0);
      text(key(entries.get(i).key()));
      out.append(style.keySeparator());
      value(entries.get(i).value());
    }
    close(entries.isEmpty(), '}');
  }

  private void next(boolean first) {
    out.append(first ? "" : style.itemSeparator());
    newLine();
  }

  private void close(boolean empty, char bracket) {
    depth--;
    if (!empty) {
      newLine();
    }
    out.append(bracket);
  }

  private void newLine() {
    style.indent().ifPresent(indent -> out.append('\n').repeat(indent, depth));
  }

  private static String key(Object key) {
    return switch (key) {
      case String text -> text;
      case PyNone _ -> "null";
      case Boolean truth -> truth.toString();
      case BigInteger number -> Numbers.digits(number);
      case Double number -> number(number);
      default ->
          throw new TemplateException(
              "keys must be str, int, float, bool or None, not " + Values.type(key));
    };
  }

  private void text(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\f' -> out.append("\\f");
        case '\b' -> out.append("\\b");
        default -> {
          if (c < ' ' || (style.ascii() && c > 126)) {
            out.append("\\u%04x".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
