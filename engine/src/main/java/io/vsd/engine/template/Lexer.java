package io.vsd.engine.template;

import io.vsd.engine.template.Token.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a template into tokens under {@code trim_blocks} and {@code lstrip_blocks}: a newline right
 * after a block's or comment's end is dropped, and so is white space between a line's start and a
 * block or comment. A {@code -} at a tag's edge strips all white space there, a {@code +} none. One
 * newline at the very end of the template is no part of it.
 */
final class Lexer {
  private static final Pattern RAW = Pattern.compile("\\{%([-+]?)\\s*raw\\s*(-?)%}");
  private static final Pattern END_RAW = Pattern.compile("\\{%([-+]?)\\s*endraw\\s*([-+]?)%}");
  private static final Pattern FLOAT =
      Pattern.compile(
          "(?<!\\.)(\\d+_)*\\d+((\\.(\\d+_)*\\d+)?[eE][+-]?(\\d+_)*\\d+|\\.(\\d+_)*\\d+)");
  private static final Pattern INTEGER =
      Pattern.compile(
          "0[bB](_?[01])+|0[oO](_?[0-7])+|0[xX](_?[0-9a-fA-F])+|[1-9](_?[0-9])*|0(_?0)*");
  private static final List<String> LONG_OPERATORS = List.of("//", "**", "==", "!=", ">=", "<=");
  private static final String OPERATORS = "+-/*%~[](){}><=.:|,;";

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int line = 1;
  private int lineUpTo;
  private boolean atLineStart = true;

  private Lexer(String source) {
    this.source = source;
  }

  /** The tokens of a template, the last of which is its end. */
  static List<Token> tokens(String template) {
    String source = template.replace("\r\n", "\n").replace('\r', '\n');
    Lexer lexer =
        new Lexer(source.endsWith("\n") ? source.substring(0, source.length() - 1) : source);
    lexer.root();
    lexer.add(Kind.END, "");
    return lexer.tokens;
  }

  private void root() {
    while (at < source.length()) {
      int tag = nextTag();
      if (tag < 0) {
        add(Kind.DATA, source.substring(at));
        at = source.length();
        return;
      }
      Matcher raw = RAW.matcher(source).region(tag, source.length());
      if (raw.lookingAt()) {
        raw(tag, raw);
        continue;
      }
      char kind = source.charAt(tag + 1);
      char sign = tag + 2 < source.length() ? source.charAt(tag + 2) : ' ';
      data(tag, sign, kind != '{');
      at = tag + (sign == '-' || sign == '+' ? 3 : 2);
      atLineStart = false;
      switch (kind) {
        case '#' -> comment();
        case '{' -> tag(Kind.VARIABLE_BEGIN, Kind.VARIABLE_END, "}}");
        default -> tag(Kind.BLOCK_BEGIN, Kind.BLOCK_END, "%}");
      }
    }
  }

  private int nextTag() {
    for (int i = source.indexOf('{', at); i >= 0; i = source.indexOf('{', i + 1)) {
      if (i + 1 < source.length() && "{%#".indexOf(source.charAt(i + 1)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  /** Adds the text up to a tag, stripped as the tag's sign says. */
  private void data(int end, char sign, boolean block) {
    String text = source.substring(at, end);
    if (sign == '-') {
      text = PythonText.stripRight(text);
    } else if (sign != '+' && block) {
      int lineStart = text.lastIndexOf('\n') + 1;
      if ((lineStart > 0 || atLineStart) && PythonText.stripRight(text).length() <= lineStart) {
        text = text.substring(0, lineStart);
      }
    }
    add(Kind.DATA, text);
  }

  private void raw(int tag, Matcher begin) {
    data(tag, begin.group(1).isEmpty() ? ' ' : begin.group(1).charAt(0), true);
    at = begin.end();
    atLineStart = false;
    if (!begin.group(2).isEmpty()) {
      skipSpace();
    }
    Matcher end = END_RAW.matcher(source);
    if (!end.find(at)) {
      throw TemplateException.at(line(), "{% raw %} is never closed");
    }
    data(end.start(), end.group(1).isEmpty() ? ' ' : end.group(1).charAt(0), true);
    at = end.end();
    afterEnd(end.group(2));
  }

  private void comment() {
    int end = source.indexOf("#}", at);
    if (end < 0) {
      throw TemplateException.at(line(), "a comment is never closed");
    }
    String sign = end > at ? source.substring(end - 1, end) : "";
    at = end + 2;
    afterEnd(sign);
  }

  /** What follows the end of a block or a comment. */
  private void afterEnd(String sign) {
    atLineStart = false;
    if (sign.equals("-")) {
      skipSpace();
    } else if (!sign.equals("+") && source.startsWith("\n", at)) {
      at++;
      atLineStart = true;
    }
  }

  private void skipSpace() {
    int from = at;
    while (at < source.length() && PythonText.isSpace(source.charAt(at))) {
      at++;
    }
    atLineStart = at > from && source.charAt(at - 1) == '\n';
  }

  private void tag(Kind begin, Kind end, String close) {
    add(begin, "");
    Deque<Character> open = new ArrayDeque<>();
    while (at < source.length()) {
      char c = source.charAt(at);
      if (open.isEmpty() && ends(end, close, c)) {
        return;
      }
      if (PythonText.isSpace(c)) {
        at++;
      } else if (!number() && !name() && !string()) {
        operator(open);
      }
    }
  }

  private boolean ends(Kind end, String close, char c) {
    boolean signed =
        (c == '-' || (c == '+' && end == Kind.BLOCK_END)) && source.startsWith(close, at + 1);
    if (!signed && !source.startsWith(close, at)) {
      return false;
    }
    add(end, "");
    at += signed ? 3 : 2;
    if (end == Kind.BLOCK_END) {
      afterEnd(signed ? String.valueOf(c) : "");
    } else {
      atLineStart = false;
      if (signed) {
        skipSpace();
      }
    }
    return true;
  }

  private boolean number() {
    if (!Character.isDigit(source.charAt(at))) {
      return false;
    }
    for (Kind kind : List.of(Kind.FLOAT, Kind.INTEGER)) {
      Matcher digits =
          (kind == Kind.FLOAT ? FLOAT : INTEGER)
              .matcher(source)
              .useTransparentBounds(true)
              .region(at, source.length());
      if (digits.lookingAt()) {
        add(kind, digits.group().replace("_", ""));
        at = digits.end();
        return true;
      }
    }
    return false;
  }

  private boolean name() {
    int end = at;
    while (end < source.length() && isNamePart(source.codePointAt(end))) {
      end += Character.charCount(source.codePointAt(end));
    }
    if (end == at) {
      return false;
    }
    String name = source.substring(at, end);
    int first = name.codePointAt(0);
    if (first != '_' && !Character.isUnicodeIdentifierStart(first)) {
      throw TemplateException.at(line(), "'" + name + "' is not a name");
    }
    add(Kind.NAME, name);
    at = end;
    return true;
  }

  private static boolean isNamePart(int c) {
    return c == '_'
        || Character.isLetterOrDigit(c)
        || (c > 127 && Character.isUnicodeIdentifierPart(c));
  }

  private boolean string() {
    char quote = source.charAt(at);
    if (quote != '\'' && quote != '"') {
      return false;
    }
    int end = at + 1;
    while (end < source.length() && source.charAt(end) != quote) {
      end += source.charAt(end) == '\\' ? 2 : 1;
    }
    if (end >= source.length()) {
      throw TemplateException.at(line(), "a string is never closed");
    }
    add(Kind.STRING, StringEscapes.decode(source.substring(at + 1, end), line()));
    at = end + 1;
    return true;
  }

  private void operator(Deque<Character> open) {
    String two = source.substring(at, Math.min(at + 2, source.length()));
    String operator = LONG_OPERATORS.contains(two) ? two : two.substring(0, 1);
    char c = operator.charAt(0);
    if (!LONG_OPERATORS.contains(operator) && OPERATORS.indexOf(c) < 0) {
      throw TemplateException.at(line(), "unexpected character '" + operator + "'");
    }
    if ("([{".indexOf(c) >= 0) {
      open.push(")]}".charAt("([{".indexOf(c)));
    } else if (")]}".indexOf(c) >= 0 && (open.isEmpty() || open.pop() != c)) {
      throw TemplateException.at(line(), "unexpected '" + c + "'");
    }
    add(Kind.OPERATOR, operator);
    at += operator.length();
  }

  private void add(Kind kind, String text) {
    if (kind != Kind.DATA || !text.isEmpty()) {
      tokens.add(new Token(line(), kind, text));
    }
  }

  private int line() {
    for (; lineUpTo < at; lineUpTo++) {
      if (source.charAt(lineUpTo) == '\n') {
        line++;
      }
    }
    return line;
  }
}
