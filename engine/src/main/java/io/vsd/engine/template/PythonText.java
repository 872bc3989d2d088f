package io.vsd.engine.template;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Text as Python's {@code str} has it: a sequence of code points. */
final class PythonText {
  private PythonText() {}

  /** Whether {@code str.isspace} holds of a character. */
  static boolean isSpace(int c) {
    if (c < 128) {
      return c == ' ' || (c >= 9 && c <= 13) || (c >= 28 && c <= 31);
    }
    return c == 0x85 || c == 0xa0 || Character.isSpaceChar(c);
  }

  static List<Object> characters(String text) {
    List<Object> characters = new ArrayList<>(text.length());
    text.codePoints().forEach(c -> characters.add(Character.toString(c)));
    return characters;
  }

  static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /** The part between two code point indices that lie within the text. */
  static String part(String text, int begin, int end) {
    if (begin >= end) {
      return "";
    }
    int from = text.offsetByCodePoints(0, begin);
    return text.substring(from, text.offsetByCodePoints(from, end - begin));
  }

  static int compare(String left, String right) {
    int[] a = left.codePoints().toArray();
    int[] b = right.codePoints().toArray();
    return Arrays.compare(a, b);
  }

  static String stripLeft(String text) {
    return stripLeft(text, null);
  }

  static String stripRight(String text) {
    return stripRight(text, null);
  }

  static String strip(String text, @Nullable String characters) {
    return stripRight(stripLeft(text, characters), characters);
  }

  /** Strips the given characters, white space without any. */
  static String stripLeft(String text, @Nullable String characters) {
    int begin = 0;
    while (begin < text.length()) {
      int c = text.codePointAt(begin);
      if (!isStripped(c, characters)) {
        break;
      }
      begin += Character.charCount(c);
    }
    return text.substring(begin);
  }

  static String stripRight(String text, @Nullable String characters) {
    int end = text.length();
    while (end > 0) {
      int c = text.codePointBefore(end);
      if (!isStripped(c, characters)) {
        break;
      }
      end -= Character.charCount(c);
    }
    return text.substring(0, end);
  }

  private static boolean isStripped(int c, @Nullable String characters) {
    return characters == null ? isSpace(c) : characters.indexOf(c) >= 0;
  }

  /** Lines as {@code str.splitlines} cuts them. */
  static List<Object> lines(String text, boolean keepEnds) {
    List<Object> lines = new ArrayList<>();
    int begin = 0;
    int at = 0;
    while (at < text.length()) {
      if (!isLineEnd(text.charAt(at))) {
        at++;
        continue;
      }
      int end = text.startsWith("\r\n", at) ? at + 2 : at + 1;
      lines.add(text.substring(begin, keepEnds ? end : at));
      begin = end;
      at = end;
    }
    if (begin < text.length()) {
      lines.add(text.substring(begin));
    }
    return lines;
  }

  private static boolean isLineEnd(char c) {
    return (c >= '\n' && c <= '\r')
        || (c >= 28 && c <= 30)
        || c == 0x85
        || c == 0x2028
        || c == 0x2029;
  }

  /** Whether {@code repr} shows a character as it is. */
  static boolean isPrintable(int c) {
    return c == ' '
        || switch (Character.getType(c)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.SURROGATE,
              Character.PRIVATE_USE,
              Character.UNASSIGNED,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR,
              Character.SPACE_SEPARATOR ->
              false;
          default -> true;
        };
  }
}
