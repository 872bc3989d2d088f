package io.vsd.engine.template;

import java.util.ArrayList;
import java.util.List;

/** Python's {@code str.split} and {@code str.rsplit} with at most so many cuts. */
record TextSplit(String text, int most) {

  List<Object> by(String separator) {
    List<Object> parts = new ArrayList<>();
    int from = 0;
    for (int at = text.indexOf(separator);
        at >= 0 && parts.size() < most;
        at = text.indexOf(separator, from)) {
      parts.add(text.substring(from, at));
      from = at + separator.length();
    }
    parts.add(text.substring(from));
    return parts;
  }

  List<Object> fromRight(String separator) {
    List<Object> parts = new ArrayList<>();
    int to = text.length();
    for (int at = text.lastIndexOf(separator);
        at >= 0 && parts.size() < most;
        at = text.lastIndexOf(separator, to - separator.length())) {
      parts.addFirst(text.substring(at + separator.length(), to));
      to = at;
    }
    parts.addFirst(text.substring(0, to));
    return parts;
  }

  /** Runs of white space cut, and empty parts are left out. */
  List<Object> spaces() {
    List<Object> parts = new ArrayList<>();
    int at = skip(0, true);
    while (at < text.length()) {
      if (parts.size() == most) {
        parts.add(text.substring(at));
        break;
      }
      int end = skip(at, false);
      parts.add(text.substring(at, end));
      at = skip(end, true);
    }
    return parts;
  }

  List<Object> spacesFromRight() {
    List<Object> parts = new ArrayList<>();
    String rest = PythonText.stripRight(text);
    while (!rest.isEmpty()) {
      int begin = parts.size() == most ? 0 : lastWord(rest);
      parts.addFirst(rest.substring(begin));
      rest = PythonText.stripRight(rest.substring(0, begin));
    }
    return parts;
  }

  private int skip(int from, boolean space) {
    int at = from;
    while (at < text.length() && PythonText.isSpace(text.charAt(at)) == space) {
      at++;
    }
    return at;
  }

  private static int lastWord(String rest) {
    int begin = rest.length();
    while (begin > 0 && !PythonText.isSpace(rest.charAt(begin - 1))) {
      begin--;
    }
    return begin;
  }
}
