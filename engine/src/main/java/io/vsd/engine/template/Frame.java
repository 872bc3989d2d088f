package io.vsd.engine.template;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A scope while it is rendered.
 *
 * @param variables shared by all scopes of one template or macro body
 * @param out where text goes
 */
record Frame(Symbols symbols, Variables variables, StringBuilder out) {

  /** Variables of one run of a template, a macro's body or a recursive loop. */
  static final class Variables {
    private final @Nullable Variables enclosing;
    private final Map<String, Object> values = new HashMap<>();

    Variables(@Nullable Variables enclosing) {
      this.enclosing = enclosing;
    }

    @Nullable Object get(String variable) {
      Object value = values.get(variable);
      return value != null || enclosing == null ? value : enclosing.get(variable);
    }

    void set(String variable, @Nullable Object value) {
      if (value == null) {
        values.remove(variable);
      } else {
        values.put(variable, value);
      }
    }
  }

  Frame within(Symbols inner) {
    return new Frame(inner, variables, out);
  }

  Frame capturing(Symbols inner) {
    return new Frame(inner, variables, new StringBuilder());
  }

  /** For a body that is run later or more than once, with variables of its own. */
  Frame called(Symbols inner) {
    return new Frame(inner, new Variables(variables), new StringBuilder());
  }

  @Nullable Object get(String name) {
    return variables.get(symbols.variable(name));
  }

  void set(String name, @Nullable Object value) {
    variables.set(symbols.variable(name), value);
  }

  /** Gives the scope's variables what they begin with. */
  void enter(Map<String, Object> passed) {
    symbols
        .starts()
        .forEach(
            (variable, start) -> {
              switch (start) {
                case Symbols.Parameter _ -> {}
                case Symbols.Passed name -> variables.set(variable, passed.get(name.name()));
                case Symbols.Copied other ->
                    variables.set(variable, variables.get(other.variable()));
                case Symbols.Nothing _ -> variables.set(variable, null);
              }
            });
  }

  void leave() {
    symbols.starts().keySet().forEach(variable -> variables.set(variable, null));
  }
}
