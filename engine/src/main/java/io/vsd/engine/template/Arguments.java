package io.vsd.engine.template;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Evaluated arguments of a call. */
record Arguments(List<Object> positional, Map<String, Object> named) {
  static final Arguments NONE = new Arguments(List.of(), Map.of());

  /** Arguments in the order of a function's parameters; those that were not given are absent. */
  static final class Bound {
    private final @Nullable Object[] values;

    private Bound(@Nullable Object[] values) {
      this.values = values;
    }

    @Nullable Object optional(int index) {
      return values[index];
    }

    Object get(int index, Object fallback) {
      Object value = values[index];
      return value == null ? fallback : value;
    }

    Object get(int index) {
      return get(index, PyNone.NONE);
    }

    String text(int index, String fallback) {
      return Values.text(get(index, fallback));
    }

    int integer(int index, int fallback) {
      Object value = values[index];
      return value == null ? fallback : Values.integer(value);
    }

    boolean flag(int index) {
      return Values.truth(get(index, false));
    }
  }

  /** Binds to parameters that are given by place or by name; the first {@code required} must be. */
  Bound bind(String function, int required, String... parameters) {
    if (positional.size() > parameters.length) {
      throw tooMany(function, parameters.length);
    }
    @Nullable Object[] values = new Object[parameters.length];
    for (int i = 0; i < positional.size(); i++) {
      values[i] = positional.get(i);
    }
    for (Map.Entry<String, Object> entry : named.entrySet()) {
      int index = Arrays.asList(parameters).indexOf(entry.getKey());
      if (index < 0 || values[index] != null) {
        throw new TemplateException(
            function + "() got an unexpected argument '" + entry.getKey() + "'");
      }
      values[index] = entry.getValue();
    }
    for (int i = 0; i < required; i++) {
      if (values[i] == null) {
        throw new TemplateException(
            function + "() is missing its argument '" + parameters[i] + "'");
      }
    }
    return new Bound(values);
  }

  /** Binds to parameters that are given by place only. */
  Bound bindPlaces(String function, int required, int most) {
    if (!named.isEmpty()) {
      throw new TemplateException(function + "() takes no named arguments");
    }
    if (positional.size() > most) {
      throw tooMany(function, most);
    }
    if (positional.size() < required) {
      throw new TemplateException(
          function + "() needs " + required + " arguments and got " + positional.size());
    }
    return new Bound(Arrays.copyOf(positional.toArray(), most));
  }

  private TemplateException tooMany(String function, int most) {
    return new TemplateException(
        function + "() takes at most " + most + " arguments and got " + positional.size());
  }
}
