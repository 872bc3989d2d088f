package io.vsd.engine.template;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntPredicate;

/** Python's methods of {@code str} without arguments: letter case and kinds of characters. */
final class TextCase {
  static final Map<String, Function<String, Object>> METHODS = methods();

  private TextCase() {}

  private static Map<String, Function<String, Object>> methods() {
    Map<String, Function<String, Object>> methods = new HashMap<>();
    methods.put("upper", TextCase::upper);
    methods.put("lower", TextCase::lower);
    methods.put("capitalize", TextCase::capitalize);
    methods.put("title", TextCase::title);
    methods.put("swapcase", TextCase::swap);
    methods.put("isspace", text -> all(text, PythonText::isSpace));
    methods.put("isalpha", text -> all(text, Character::isLetter));
    methods.put("isdecimal", text -> all(text, Character::isDigit));
    methods.put("isdigit", text -> all(text, TextCase::isDigit));
    methods.put("isalnum", text -> all(text, TextCase::isAlphanumeric));
    methods.put("isascii", text -> text.chars().allMatch(c -> c < 128));
    methods.put("isprintable", text -> text.codePoints().allMatch(PythonText::isPrintable));
    methods.put("isidentifier", TextCase::isIdentifier);
    methods.put("islower", TextCase::isLower);
    methods.put("isupper", TextCase::isUpper);
    methods.put("istitle", TextCase::isTitle);
    return methods;
  }

  static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  static String capitalize(String text) {
    if (text.isEmpty()) {
      return text;
    }
    int first = text.codePointAt(0);
    String lower = lower(text);
    return titled(first) + lower.substring(lower(Character.toString(first)).length());
  }

  /** A character at a word's start; what has several capital letters keeps one. */
  private static String titled(int c) {
    int title = Character.toTitleCase(c);
    if (title != c) {
      return Character.toString(title);
    }
    String upper = upper(Character.toString(c));
    int first = upper.codePointAt(0);
    return Character.toString(first) + lower(upper.substring(Character.charCount(first)));
  }

  static String title(String text) {
    StringBuilder out = new StringBuilder();
    boolean inWord = false;
    for (int c : text.codePoints().toArray()) {
      out.append(inWord ? lower(Character.toString(c)) : titled(c));
      inWord = isCased(c);
    }
    return out.toString();
  }

  private static String swap(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .mapToObj(
            c ->
                Character.isUpperCase(c)
                    ? lower(Character.toString(c))
                    : Character.isLowerCase(c)
                        ? upper(Character.toString(c))
                        : Character.toString(c))
        .forEach(out::append);
    return out.toString();
  }

  private static boolean isCased(int c) {
    return Character.isUpperCase(c) || Character.isLowerCase(c) || Character.isTitleCase(c);
  }

  private static boolean all(String text, IntPredicate kind) {
    return !text.isEmpty() && text.codePoints().allMatch(kind);
  }

  /** Decimal digits, and those that are raised, lowered or in a circle. */
  static boolean isDigit(int c) {
    return Character.isDigit(c)
        || "\u00b2\u00b3\u00b9\u2070".indexOf(c) >= 0
        || (c >= 0x2074 && c <= 0x2079)
        || (c >= 0x2080 && c <= 0x2089)
        || (c >= 0x2460 && c <= 0x2468);
  }

  private static boolean isAlphanumeric(int c) {
    int type = Character.getType(c);
    return Character.isLetterOrDigit(c)
        || type == Character.OTHER_NUMBER
        || type == Character.LETTER_NUMBER;
  }

  private static boolean isIdentifier(String text) {
    return !text.isEmpty()
        && (text.startsWith("_") || Character.isUnicodeIdentifierStart(text.codePointAt(0)))
        && text.codePoints().allMatch(c -> c == '_' || Character.isUnicodeIdentifierPart(c));
  }

  static boolean isLower(String text) {
    return text.codePoints().anyMatch(Character::isLowerCase)
        && text.codePoints().noneMatch(c -> Character.isUpperCase(c) || Character.isTitleCase(c));
  }

  static boolean isUpper(String text) {
    return text.codePoints().anyMatch(Character::isUpperCase)
        && text.codePoints().noneMatch(c -> Character.isLowerCase(c) || Character.isTitleCase(c));
  }

  private static boolean isTitle(String text) {
    boolean cased = false;
    boolean inWord = false;
    for (int c : text.codePoints().toArray()) {
      boolean capital = Character.isUpperCase(c) || Character.isTitleCase(c);
      if (capital ? inWord : Character.isLowerCase(c) && !inWord) {
        return false;
      }
      inWord = isCased(c);
      cased |= inWord;
    }
    return cased;
  }
}
