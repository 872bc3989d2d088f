package io.vsd.engine.template;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The methods of Python's {@code str}. */
final class StringMethods {
  /** Methods that Python has and this does not; a template that calls one is refused. */
  static final Set<String> UNSUPPORTED =
      Set.of("casefold", "encode", "expandtabs", "isnumeric", "maketrans", "translate");

  private static final Map<String, Method> METHODS = methods();

  private interface Method {
    Object call(String text, Arguments arguments);
  }

  private StringMethods() {}

  static @Nullable PyCallable find(String text, String name) {
    if (UNSUPPORTED.contains(name)) {
      throw new TemplateException("the method '" + name + "' of str is not supported");
    }
    Method method = METHODS.get(name);
    return method == null ? null : PyCallable.of(name, arguments -> method.call(text, arguments));
  }

  private static Map<String, Method> methods() {
    Map<String, Method> methods = new HashMap<>();
    TextCase.METHODS.forEach(
        (name, change) ->
            methods.put(
                name,
                (text, arguments) -> {
                  arguments.bindPlaces(name, 0, 0);
                  return change.apply(text);
                }));
    methods.put("strip", (t, a) -> PythonText.strip(t, stripped("strip", a)));
    methods.put("lstrip", (t, a) -> PythonText.stripLeft(t, stripped("lstrip", a)));
    methods.put("rstrip", (t, a) -> PythonText.stripRight(t, stripped("rstrip", a)));
    methods.put("split", (t, a) -> split(t, a, false));
    methods.put("rsplit", (t, a) -> split(t, a, true));
    methods.put(
        "splitlines",
        (t, a) -> new PyList(PythonText.lines(t, a.bind("splitlines", 0, "keepends").flag(0))));
    methods.put("join", (t, a) -> join(t, a.bindPlaces("join", 1, 1).get(0)));
    methods.put("replace", StringMethods::replace);
    methods.put("startswith", (t, a) -> affix(t, a, true));
    methods.put("endswith", (t, a) -> affix(t, a, false));
    methods.put("removeprefix", (t, a) -> removePrefix(t, text("removeprefix", a)));
    methods.put("removesuffix", (t, a) -> removeSuffix(t, text("removesuffix", a)));
    methods.put("partition", (t, a) -> partition(t, text("partition", a), false));
    methods.put("rpartition", (t, a) -> partition(t, text("rpartition", a), true));
    methods.put("find", (t, a) -> BigInteger.valueOf(TextSearch.of("find", t, a).first()));
    methods.put("rfind", (t, a) -> BigInteger.valueOf(TextSearch.of("rfind", t, a).last()));
    methods.put("index", (t, a) -> found(TextSearch.of("index", t, a).first()));
    methods.put("rindex", (t, a) -> found(TextSearch.of("rindex", t, a).last()));
    methods.put("count", (t, a) -> BigInteger.valueOf(TextSearch.of("count", t, a).count()));
    methods.put("center", (t, a) -> pad("center", t, a));
    methods.put("ljust", (t, a) -> pad("ljust", t, a));
    methods.put("rjust", (t, a) -> pad("rjust", t, a));
    methods.put("zfill", (t, a) -> fill(t, a.bindPlaces("zfill", 1, 1).integer(0, 0)));
    methods.put("format", (t, a) -> BraceFormat.format(t, a));
    methods.put("format_map", (t, a) -> BraceFormat.format(t, named(a)));
    return methods;
  }

  private static Arguments named(Arguments arguments) {
    if (!(arguments.bindPlaces("format_map", 1, 1).get(0) instanceof PyDict dict)) {
      throw new TemplateException("format_map() needs a dict");
    }
    Map<String, Object> named = new HashMap<>();
    dict.entries().forEach(e -> named.put(Values.text(e.key()), e.value()));
    return new Arguments(List.of(), named);
  }

  private static @Nullable String stripped(String name, Arguments arguments) {
    Object characters = arguments.bindPlaces(name, 0, 1).get(0);
    return characters == PyNone.NONE ? null : Values.text(characters);
  }

  private static String text(String name, Arguments arguments) {
    return Values.text(arguments.bindPlaces(name, 1, 1).get(0));
  }

  private static BigInteger found(int index) {
    if (index < 0) {
      throw new TemplateException("substring not found");
    }
    return BigInteger.valueOf(index);
  }

  private static Object split(String text, Arguments arguments, boolean fromRight) {
    Arguments.Bound bound = arguments.bind("split", 0, "sep", "maxsplit");
    int most = bound.integer(1, -1);
    Object separator = bound.get(0);
    TextSplit split = new TextSplit(text, most < 0 ? Integer.MAX_VALUE : most);
    if (separator == PyNone.NONE) {
      return new PyList(fromRight ? split.spacesFromRight() : split.spaces());
    }
    String by = Values.text(separator);
    if (by.isEmpty()) {
      throw new TemplateException("empty separator");
    }
    return new PyList(fromRight ? split.fromRight(by) : split.by(by));
  }

  static String join(String separator, Object items) {
    StringBuilder joined = new StringBuilder();
    List<Object> parts = Values.items(items);
    for (int i = 0; i < parts.size(); i++) {
      if (!(parts.get(i) instanceof String part)) {
        throw new TemplateException(
            "sequence item %d: expected str instance, %s found"
                .formatted(i, Values.type(parts.get(i))));
      }
      joined.append(i == 0 ? "" : separator).append(part);
      Limits.checkText(joined.length());
    }
    return joined.toString();
  }

  private static Object replace(String text, Arguments arguments) {
    Arguments.Bound bound = arguments.bindPlaces("replace", 2, 3);
    return replace(
        text, Values.text(bound.get(0)), Values.text(bound.get(1)), bound.integer(2, -1));
  }

  /** Replaces at most {@code most} occurrences, all if it is negative. */
  static String replace(String text, String old, String fresh, int most) {
    int left = most < 0 ? Integer.MAX_VALUE : most;
    StringBuilder out = new StringBuilder();
    int from = 0;
    int at = text.indexOf(old);
    while (at >= 0 && left-- > 0) {
      out.append(text, from, at).append(fresh);
      Limits.checkText(out.length());
      from = at + old.length();
      if (!old.isEmpty()) {
        at = text.indexOf(old, from);
      } else if (at < text.length()) {
        at += Character.charCount(text.codePointAt(at));
      } else {
        break;
      }
    }
    return out.append(text, from, text.length()).toString();
  }

  private static Object affix(String text, Arguments arguments, boolean start) {
    Arguments.Bound bound = arguments.bindPlaces(start ? "startswith" : "endswith", 1, 3);
    Optional<String> part = TextSearch.part(text, bound.get(1), bound.get(2));
    List<Object> affixes =
        bound.get(0) instanceof PyTuple tuple ? tuple.items() : List.of(bound.get(0));
    return affixes.stream()
        .map(Values::text)
        .anyMatch(
            affix ->
                part.isPresent()
                    && (start ? part.get().startsWith(affix) : part.get().endsWith(affix)));
  }

  private static String removePrefix(String text, String prefix) {
    return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
  }

  private static String removeSuffix(String text, String suffix) {
    return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
  }

  private static PyTuple partition(String text, String separator, boolean last) {
    if (separator.isEmpty()) {
      throw new TemplateException("empty separator");
    }
    int at = last ? text.lastIndexOf(separator) : text.indexOf(separator);
    if (at < 0) {
      return last ? PyTuple.of("", "", text) : PyTuple.of(text, "", "");
    }
    return PyTuple.of(text.substring(0, at), separator, text.substring(at + separator.length()));
  }

  private static String pad(String name, String text, Arguments arguments) {
    Arguments.Bound bound = arguments.bindPlaces(name, 1, 2);
    String fill = bound.text(1, " ");
    if (PythonText.length(fill) != 1) {
      throw new TemplateException("the fill character must be exactly one character long");
    }
    return pad(name, text, bound.integer(0, 0), fill);
  }

  static String pad(String name, String text, int width, String fill) {
    int room = Math.max(0, width - PythonText.length(text));
    Limits.checkText(room);
    int left =
        switch (name) {
          case "ljust" -> 0;
          case "rjust" -> room;
          default -> room / 2 + (room & width & 1);
        };
    return fill.repeat(left) + text + fill.repeat(room - left);
  }

  private static String fill(String text, int width) {
    int room = Math.max(0, width - PythonText.length(text));
    Limits.checkText(room);
    int sign = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
    return text.substring(0, sign) + "0".repeat(room) + text.substring(sign);
  }
}
