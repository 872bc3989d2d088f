package io.vsd.engine.template;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the names of one scope refer to, decided when the template is read, as jinja2's compiler
 * does. A name that a scope assigns is a variable of that scope from the scope's beginning: it
 * starts as the enclosing scope's variable where there is one, else as nothing. A name that a scope
 * only reads is the nearest enclosing scope's variable, else the value passed to the template.
 */
final class Symbols {

  /** How a variable begins when its scope is entered. */
  sealed interface Start {}

  /** It is set by whoever enters the scope. */
  record Parameter() implements Start {}

  /** It is what was passed to the template under the name. */
  record Passed(String name) implements Start {}

  /** It is what another variable is then. */
  record Copied(String variable) implements Start {}

  record Nothing() implements Start {}

  private final @Nullable Symbols enclosing;
  private final int level;
  private final Map<String, String> variables;
  private final Map<String, Start> starts;
  private final Set<String> stored;

  private Symbols(
      @Nullable Symbols enclosing,
      int level,
      Map<String, String> variables,
      Map<String, Start> starts,
      Set<String> stored) {
    this.enclosing = enclosing;
    this.level = level;
    this.variables = variables;
    this.starts = starts;
    this.stored = stored;
  }

  static Symbols root() {
    return new Symbols(null, 0, new LinkedHashMap<>(), new LinkedHashMap<>(), new HashSet<>());
  }

  Symbols inner() {
    return new Symbols(
        this, level + 1, new LinkedHashMap<>(), new LinkedHashMap<>(), new HashSet<>());
  }

  /** For a branch that may not be taken; {@link #merge} brings it back. */
  Symbols branch() {
    return new Symbols(
        enclosing,
        level,
        new LinkedHashMap<>(variables),
        new LinkedHashMap<>(starts),
        new HashSet<>(stored));
  }

  void merge(List<Symbols> branches) {
    Set<String> fresh = new HashSet<>();
    branches.forEach(branch -> fresh.addAll(branch.stored));
    fresh.removeAll(stored);
    for (Symbols branch : branches) {
      variables.putAll(branch.variables);
      starts.putAll(branch.starts);
      stored.addAll(branch.stored);
    }
    for (String name : fresh) {
      String outer = enclosing == null ? null : enclosing.find(name);
      starts.put(variable(name), outer == null ? new Passed(name) : new Copied(outer));
    }
  }

  void load(String name) {
    if (find(name) == null) {
      define(name, new Passed(name));
    }
  }

  void store(String name) {
    stored.add(name);
    if (!variables.containsKey(name)) {
      String outer = enclosing == null ? null : enclosing.find(name);
      define(name, outer == null ? new Nothing() : new Copied(outer));
    }
  }

  void declare(String name) {
    stored.add(name);
    define(name, new Parameter());
  }

  private void define(String name, Start start) {
    String variable = level + ":" + name;
    variables.put(name, variable);
    starts.put(variable, start);
  }

  private @Nullable String find(String name) {
    String own = variables.get(name);
    return own != null || enclosing == null ? own : enclosing.find(name);
  }

  /** The variable that a name stands for in this scope. */
  String variable(String name) {
    String variable = find(name);
    if (variable == null) {
      throw new TemplateException("the name '" + name + "' is used where it has no meaning");
    }
    return variable;
  }

  boolean knows(String name) {
    return find(name) != null;
  }

  Map<String, Start> starts() {
    return starts;
  }
}
