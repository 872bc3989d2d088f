package io.vsd.engine.template;

import java.math.BigInteger;

/** Python's {@code str.format}, which reads attributes and items as templates do. */
final class BraceFormat {
  private final Arguments arguments;
  private final StringBuilder out = new StringBuilder();
  private int automatic;

  private BraceFormat(Arguments arguments) {
    this.arguments = arguments;
  }

  static String format(String format, Arguments arguments) {
    BraceFormat brace = new BraceFormat(arguments);
    brace.run(format, 0);
    return brace.out.toString();
  }

  private void run(String text, int depth) {
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if ((c == '{' || c == '}') && at + 1 < text.length() && text.charAt(at + 1) == c) {
        out.append(c);
        at += 2;
      } else if (c == '}') {
        throw new TemplateException("Single '}' encountered in format string");
      } else if (c == '{') {
        int close = close(text, at + 1);
        field(text.substring(at + 1, close), depth);
        at = close + 1;
      } else {
        out.append(c);
        at++;
      }
      Limits.checkText(out.length());
    }
  }

  private static int close(String text, int from) {
    int depth = 1;
    for (int i = from; i < text.length(); i++) {
      depth += text.charAt(i) == '{' ? 1 : text.charAt(i) == '}' ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    throw new TemplateException("Single '{' encountered in format string");
  }

  private void field(String field, int depth) {
    int colon = field.indexOf(':');
    String head = colon < 0 ? field : field.substring(0, colon);
    String specification = colon < 0 ? "" : field.substring(colon + 1);
    if (specification.indexOf('{') >= 0) {
      if (depth > 0) {
        throw new TemplateException("Max string recursion exceeded");
      }
      int before = out.length();
      run(specification, 1);
      specification = out.substring(before);
      out.setLength(before);
    }
    int bang = head.indexOf('!');
    Object value = value(bang < 0 ? head : head.substring(0, bang));
    if (bang >= 0) {
      value =
          switch (head.substring(bang + 1)) {
            case "s" -> Representation.str(value);
            case "r" -> Representation.repr(value);
            default -> throw new TemplateException("Unknown conversion in a format string");
          };
    }
    out.append(FormatSpecification.of(specification).apply(value));
  }

  private Object value(String name) {
    int end = 0;
    while (end < name.length() && ".[".indexOf(name.charAt(end)) < 0) {
      end++;
    }
    Object value = argument(name.substring(0, end));
    while (end < name.length()) {
      boolean item = name.charAt(end) == '[';
      int next = end + 1;
      while (next < name.length()
          && (item ? name.charAt(next) != ']' : ".[".indexOf(name.charAt(next)) < 0)) {
        next++;
      }
      String part = name.substring(end + 1, next);
      value =
          !item
              ? Attributes.attribute(value, part)
              : Attributes.item(value, isNumber(part) ? new BigInteger(part) : part);
      end = item ? next + 1 : next;
    }
    return value;
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private Object argument(String name) {
    if (!name.isEmpty() && !isNumber(name)) {
      Object value = arguments.named().get(name);
      if (value == null) {
        throw new TemplateException("the format asks for '" + name + "', which is missing");
      }
      return value;
    }
    int index = name.isEmpty() ? automatic++ : Values.integer(new BigInteger(name));
    if (index >= arguments.positional().size()) {
      throw new TemplateException("the format asks for more arguments than there are");
    }
    return arguments.positional().get(index);
  }
}
