package io.vsd.engine.template;

import java.util.Optional;

/**
 * Searches in a part of a text; places are counted in code points of the whole text.
 *
 * @param part empty where the part would begin behind its end: there not even nothing is found
 */
record TextSearch(Optional<String> part, int begin, String wanted) {

  static TextSearch of(String method, String text, Arguments arguments) {
    Arguments.Bound bound = arguments.bindPlaces(method, 1, 3);
    return new TextSearch(
        part(text, bound.get(1), bound.get(2)),
        place(bound.get(1), 0, PythonText.length(text)),
        Values.text(bound.get(0)));
  }

  /** {@code text[start:stop]} for methods that look there. */
  static Optional<String> part(String text, Object start, Object stop) {
    int length = PythonText.length(text);
    int begin = place(start, 0, length);
    int end = Math.min(place(stop, length, length), length);
    return begin > end ? Optional.empty() : Optional.of(PythonText.part(text, begin, end));
  }

  private static int place(Object value, int fallback, int length) {
    if (value == PyNone.NONE) {
      return fallback;
    }
    int place = Values.integer(value);
    return place < 0 ? Math.max(0, place + length) : place;
  }

  int first() {
    return part.map(text -> place(text, text.indexOf(wanted))).orElse(-1);
  }

  int last() {
    return part.map(text -> place(text, text.lastIndexOf(wanted))).orElse(-1);
  }

  private int place(String text, int index) {
    return index < 0 ? -1 : begin + text.codePointCount(0, index);
  }

  int count() {
    return part.map(this::count).orElse(0);
  }

  private int count(String text) {
    if (wanted.isEmpty()) {
      return PythonText.length(text) + 1;
    }
    int count = 0;
    for (int at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length())) {
      count++;
    }
    return count;
  }
}
