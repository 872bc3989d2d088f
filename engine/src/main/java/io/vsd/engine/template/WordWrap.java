package io.vsd.engine.template;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Python's {@code textwrap.wrap} of one line, with its white space kept inside lines. */
record WordWrap(int width, boolean breakLongWords, boolean breakOnHyphens) {
  private static final String SPACE = "\\t\\n\\u000b\\f\\r ";
  private static final String PUNCTUATION = "[\\w!\"'&.,?]";
  private static final String LETTER = "[^\\d\\W]";
  private static final Pattern CHUNKS =
      Pattern.compile(
          "["
              + SPACE
              + "]+"
              + "|(?<="
              + PUNCTUATION
              + ")-{2,}(?=\\w)"
              + "|[^"
              + SPACE
              + "](?:(?:[^"
              + SPACE
              + "])*?)(?:"
              + "-(?:(?<="
              + LETTER
              + "{2}-)|(?<="
              + LETTER
              + "-"
              + LETTER
              + "-))(?="
              + LETTER
              + "-?"
              + LETTER
              + ")"
              + "|(?=["
              + SPACE
              + "]|\\z)"
              + "|(?<="
              + PUNCTUATION
              + ")(?=-{2,}\\w))",
          Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern WORDS = Pattern.compile("[" + SPACE + "]+|[^" + SPACE + "]+");

  List<String> lines(String text) {
    if (width <= 0) {
      throw new TemplateException("invalid width " + width + " (must be > 0)");
    }
    List<String> chunks = chunks(text);
    List<String> lines = new ArrayList<>();
    while (!chunks.isEmpty()) {
      if (isBlank(chunks.getFirst()) && !lines.isEmpty()) {
        chunks.removeFirst();
      }
      List<String> line = line(chunks);
      if (!line.isEmpty() && isBlank(line.getLast())) {
        line.removeLast();
      }
      if (!line.isEmpty()) {
        lines.add(String.join("", line));
      }
    }
    return lines;
  }

  private List<String> line(List<String> chunks) {
    List<String> line = new ArrayList<>();
    int length = 0;
    while (!chunks.isEmpty() && length + PythonText.length(chunks.getFirst()) <= width) {
      length += PythonText.length(chunks.getFirst());
      line.add(chunks.removeFirst());
    }
    if (!chunks.isEmpty() && PythonText.length(chunks.getFirst()) > width) {
      if (breakLongWords) {
        String word = chunks.removeFirst();
        int end = cut(word, width - length);
        line.add(PythonText.part(word, 0, end));
        chunks.addFirst(PythonText.part(word, end, PythonText.length(word)));
      } else if (line.isEmpty()) {
        line.add(chunks.removeFirst());
      }
    }
    return line;
  }

  /** Where to cut a word that is longer than a line with so much room left. */
  private int cut(String word, int room) {
    if (breakOnHyphens && PythonText.length(word) > room) {
      String part = PythonText.part(word, 0, room);
      int hyphen = part.lastIndexOf('-');
      if (hyphen > 0 && part.substring(0, hyphen).chars().anyMatch(c -> c != '-')) {
        return part.codePointCount(0, hyphen) + 1;
      }
    }
    return room;
  }

  private List<String> chunks(String text) {
    List<String> chunks = new ArrayList<>();
    Matcher matcher = (breakOnHyphens ? CHUNKS : WORDS).matcher(text);
    while (matcher.find()) {
      if (!matcher.group().isEmpty()) {
        chunks.add(matcher.group());
      }
    }
    return chunks;
  }

  private static boolean isBlank(String chunk) {
    return PythonText.stripLeft(chunk).isEmpty();
  }
}
