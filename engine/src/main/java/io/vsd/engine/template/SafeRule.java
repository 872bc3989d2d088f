package io.vsd.engine.template;

import io.vsd.engine.template.Expression.Concat;
import io.vsd.engine.template.Expression.Conditional;
import io.vsd.engine.template.Expression.Filter;
import io.vsd.engine.template.Expression.Name;
import io.vsd.engine.template.Expression.Test;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Text that went through {@code safe} is plain text here, while jinja2's escapes what is added to
 * it for HTML. Where it is only printed or joined with {@code ~} the two are equal; a template that
 * does more with it is refused.
 */
final class SafeRule implements SyntaxWalk.Visitor {
  private static final Set<String> INDIFFERENT = Set.of("tojson", "length", "count");

  private final Set<Expression> harmless = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<String> safeNames = new HashSet<>();
  private final Map<String, Set<String>> copies = new HashMap<>();

  private SafeRule() {}

  static void check(List<Statement> template) {
    SafeRule rule = new SafeRule();
    SyntaxWalk.walk(template, rule);
    rule.spread(List.copyOf(rule.safeNames));
    SyntaxWalk.walk(
        template,
        new SyntaxWalk.Visitor() {
          @Override
          public void expression(Expression expression) {
            rule.check(expression);
          }
        });
  }

  @Override
  public void statement(Statement statement) {
    switch (statement) {
      case Statement.Print print -> plain(print.value());
      case Statement.SetValue(Target.Variable variable, Expression value) ->
          assigned(value, variable.name());
      default -> {}
    }
  }

  @Override
  public void expression(Expression expression) {
    switch (expression) {
      case Test test -> harmless.add(test.input());
      case Filter filter when INDIFFERENT.contains(filter.name()) ->
          filter.input().ifPresent(harmless::add);
      case Concat concat -> concat.parts().forEach(this::plain);
      default -> {}
    }
  }

  private void spread(Collection<String> names) {
    for (String name : names) {
      Set<String> fresh = new HashSet<>(copies.getOrDefault(name, Set.of()));
      fresh.removeAll(safeNames);
      safeNames.addAll(fresh);
      spread(fresh);
    }
  }

  private void plain(Expression expression) {
    harmless.add(expression);
    if (expression instanceof Conditional conditional) {
      plain(conditional.then());
      conditional.otherwise().ifPresent(this::plain);
    }
  }

  private void assigned(Expression value, String name) {
    if (value instanceof Conditional conditional) {
      assigned(conditional.then(), name);
      conditional.otherwise().ifPresent(otherwise -> assigned(otherwise, name));
    } else if (isSafe(value)) {
      harmless.add(value);
      safeNames.add(name);
    } else if (value instanceof Filter filter && filter.name().equals("string")) {
      filter.input().ifPresent(input -> assigned(input, name));
    } else if (value instanceof Name other) {
      harmless.add(value);
      copies.computeIfAbsent(other.name(), _ -> new HashSet<>()).add(name);
    }
  }

  private static boolean isSafe(Expression expression) {
    return expression instanceof Filter filter && filter.name().equals(Filters.SAFE);
  }

  private void check(Expression expression) {
    boolean safe =
        isSafe(expression) || (expression instanceof Name name && safeNames.contains(name.name()));
    if (safe && !harmless.contains(expression)) {
      throw expression instanceof Filter filter
          ? TemplateException.at(
              filter.line(), "the filter 'safe' is supported only where its text is printed")
          : new TemplateException(
              "the filter 'safe' is supported only where its text is printed, and '"
                  + ((Name) expression).name()
                  + "' is used otherwise");
    }
  }
}
