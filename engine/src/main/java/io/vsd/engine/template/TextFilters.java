package io.vsd.engine.template;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Filters that make text. */
final class TextFilters {
  private static final Pattern WORD = Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS);
  private static final String WORD_STARTS = "-({[<";
  private static final int LEEWAY = 5;

  private TextFilters() {}

  static void addTo(Map<String, Filter> filters) {
    filters.put("string", (input, _) -> Representation.str(input));
    filters.put("upper", (input, _) -> TextCase.upper(Representation.str(input)));
    filters.put("lower", (input, _) -> TextCase.lower(Representation.str(input)));
    filters.put("capitalize", (input, _) -> TextCase.capitalize(Representation.str(input)));
    filters.put("title", (input, _) -> title(Representation.str(input)));
    filters.put("trim", TextFilters::trim);
    filters.put("replace", TextFilters::replace);
    filters.put("center", TextFilters::center);
    filters.put("indent", TextFilters::indent);
    filters.put("truncate", TextFilters::truncate);
    filters.put("wordcount", (input, _) -> words(Representation.str(input)));
    filters.put("wordwrap", TextFilters::wrap);
    filters.put("format", TextFilters::format);
    filters.put("tojson", TextFilters::json);
  }

  private static String title(String text) {
    StringBuilder out = new StringBuilder();
    boolean inWord = false;
    for (int c : text.codePoints().toArray()) {
      boolean starts = PythonText.isSpace(c) || WORD_STARTS.indexOf(c) >= 0;
      String letter = Character.toString(c);
      out.append(inWord || starts ? TextCase.lower(letter) : TextCase.upper(letter));
      inWord = !starts;
    }
    return out.toString();
  }

  private static Object trim(Object input, Arguments arguments) {
    Object characters = arguments.bind("trim", 0, "chars").get(0);
    return PythonText.strip(
        Representation.str(input), characters == PyNone.NONE ? null : Values.text(characters));
  }

  private static Object replace(Object input, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("replace", 2, "old", "new", "count");
    return StringMethods.replace(
        Representation.str(input),
        Representation.str(bound.get(0)),
        Representation.str(bound.get(1)),
        bound.get(2) == PyNone.NONE ? -1 : bound.integer(2, -1));
  }

  private static Object center(Object input, Arguments arguments) {
    int width = arguments.bind("center", 0, "width").integer(0, 80);
    return StringMethods.pad("center", Representation.str(input), width, " ");
  }

  private static Object indent(Object input, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("indent", 0, "width", "first", "blank");
    String by =
        bound.get(0) instanceof String text
            ? text
            : StringMethods.pad("ljust", "", Math.max(0, bound.integer(0, 4)), " ");
    List<Object> lines = PythonText.lines(Values.text(input) + "\n", false);
    StringBuilder out = new StringBuilder(bound.flag(1) ? by : "");
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).toString();
      boolean indented = i > 0 && (bound.flag(2) || !line.isEmpty());
      out.append(i > 0 ? "\n" : "").append(indented ? by : "").append(line);
      Limits.checkText(out.length());
    }
    return out.toString();
  }

  private static Object truncate(Object input, Arguments arguments) {
    Arguments.Bound bound = arguments.bind("truncate", 0, "length", "killwords", "end", "leeway");
    int length = bound.integer(0, 255);
    String end = bound.text(2, "...");
    int leeway = bound.get(3) == PyNone.NONE ? LEEWAY : bound.integer(3, LEEWAY);
    int kept = length - PythonText.length(end);
    if (kept < 0 || leeway < 0) {
      throw new TemplateException("truncate needs a length of at least its end, and leeway");
    }
    if (Values.length(input).orElse(Integer.MAX_VALUE) <= (long) length + leeway) {
      return input;
    }
    String text = Values.text(input);
    String part = PythonText.part(text, 0, kept);
    int space = part.lastIndexOf(' ');
    return (bound.flag(1) || space < 0 ? part : part.substring(0, space)) + end;
  }

  private static BigInteger words(String text) {
    return BigInteger.valueOf(WORD.matcher(text).results().count());
  }

  private static Object wrap(Object input, Arguments arguments) {
    Arguments.Bound bound =
        arguments.bind(
            "wordwrap", 0, "width", "break_long_words", "wrapstring", "break_on_hyphens");
    String separator = bound.get(2) == PyNone.NONE ? "\n" : bound.text(2, "\n");
    WordWrap wrap =
        new WordWrap(
            bound.integer(0, 79),
            Values.truth(bound.get(1, true)),
            Values.truth(bound.get(3, true)));
    return PythonText.lines(Values.text(input), false).stream()
        .map(line -> String.join(separator, wrap.lines(line.toString())))
        .collect(Collectors.joining(separator));
  }

  private static Object format(Object input, Arguments arguments) {
    if (!arguments.positional().isEmpty() && !arguments.named().isEmpty()) {
      throw new TemplateException("format takes arguments by place or by name, not both");
    }
    Object values = PyTuple.of(arguments.positional());
    if (!arguments.named().isEmpty()) {
      PyDict named = new PyDict();
      arguments.named().forEach(named::put);
      values = named;
    }
    return PercentFormat.format(Representation.str(input), values);
  }

  private static Object json(Object input, Arguments arguments) {
    Arguments.Bound bound =
        arguments.bind("tojson", 0, "ensure_ascii", "indent", "separators", "sort_keys");
    Optional<String> indent = Optional.empty();
    if (bound.get(1) instanceof String text) {
      indent = Optional.of(text);
    } else if (bound.get(1) != PyNone.NONE) {
      indent = Optional.of(" ".repeat(Math.clamp(bound.integer(1, 0), 0, 1000)));
    }
    String item = indent.isPresent() ? "," : ", ";
    String key = ": ";
    if (bound.get(2) != PyNone.NONE) {
      List<Object> separators = Values.items(bound.get(2));
      if (separators.size() != 2) {
        throw new TemplateException("tojson needs two separators");
      }
      item = Values.text(separators.get(0));
      key = Values.text(separators.get(1));
    }
    return Json.write(input, new Json.Style(bound.flag(0), indent, item, key, bound.flag(3)));
  }
}
