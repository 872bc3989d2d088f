package io.vsd.engine.template;

/** Python's escapes in string literals, as its {@code unicode-escape} codec reads them. */
final class StringEscapes {
  private static final String SHORT = "\\'\"abfnrtv";
  private static final String MEANT = "\\'\"\u0007\b\f\n\r\t\u000b";

  private final String text;
  private final int line;
  private final StringBuilder out = new StringBuilder();
  private int at;

  private StringEscapes(String text, int line) {
    this.text = text;
    this.line = line;
  }

  static String decode(String text, int line) {
    return text.indexOf('\\') < 0 ? text : new StringEscapes(text, line).decode();
  }

  private String decode() {
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '\\') {
        escape();
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private void escape() {
    int c = text.codePointAt(at);
    at += Character.charCount(c);
    int known = c < 128 ? SHORT.indexOf(c) : -1;
    if (known >= 0) {
      out.append(MEANT.charAt(known));
    } else if (c >= '0' && c <= '7') {
      octal(c - '0');
    } else if (c == 'x' || c == 'u' || c == 'U') {
      hexadecimal(c == 'x' ? 2 : c == 'u' ? 4 : 8);
    } else if (c == 'N') {
      named();
    } else if (c > 127) {
      // The codec sees the character's own escape, whose backslash the first one has used up.
      out.append('\\').append(escaped(c));
    } else if (c != '\n') {
      out.append('\\').appendCodePoint(c);
    }
  }

  private static String escaped(int c) {
    return c < 256
        ? "x%02x".formatted(c)
        : c < 0x10000 ? "u%04x".formatted(c) : "U%08x".formatted(c);
  }

  private void octal(int first) {
    int value = first;
    for (int i = 0; i < 2 && at < text.length(); i++, at++) {
      int digit = text.charAt(at) - '0';
      if (digit < 0 || digit > 7) {
        break;
      }
      value = value * 8 + digit;
    }
    out.append((char) value);
  }

  private void hexadecimal(int digits) {
    if (at + digits > text.length() || !text.substring(at, at + digits).matches("[0-9a-fA-F]+")) {
      throw TemplateException.at(line, "a string has an escape with too few digits");
    }
    int value = Integer.parseUnsignedInt(text.substring(at, at + digits), 16);
    if (!Character.isValidCodePoint(value)) {
      throw TemplateException.at(line, "a string has an escape beyond Unicode");
    }
    out.appendCodePoint(value);
    at += digits;
  }

  private void named() {
    int end = text.indexOf('}', at);
    if (end < 0 || text.charAt(at) != '{') {
      throw TemplateException.at(line, "a string has a malformed \\N escape");
    }
    try {
      out.appendCodePoint(Character.codePointOf(text.substring(at + 1, end)));
    } catch (IllegalArgumentException e) {
      throw TemplateException.at(line, "a string names an unknown character");
    }
    at = end + 1;
  }
}
