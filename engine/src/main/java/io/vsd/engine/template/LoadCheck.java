package io.vsd.engine.template;

import io.vsd.engine.template.Expression.Attribute;
import io.vsd.engine.template.Expression.Call;
import io.vsd.engine.template.Expression.Filter;
import io.vsd.engine.template.Expression.Literal;
import io.vsd.engine.template.Expression.Name;
import io.vsd.engine.template.Expression.Test;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds what a template uses and this package lacks, so that it is refused when it is read and not
 * by the first conversation that gets there.
 */
final class LoadCheck implements SyntaxWalk.Visitor {
  private static final Set<String> BY_FILTER = Set.of("map");
  private static final Set<String> BY_TEST = Set.of("select", "reject");
  private static final Set<String> BY_ATTRIBUTE_AND_TEST = Set.of("selectattr", "rejectattr");

  private final Set<String> known;

  private LoadCheck(Set<String> known) {
    this.known = known;
  }

  /**
   * Checks a template.
   *
   * @param passed the names that values are passed under
   */
  static void check(List<Statement> template, Set<String> passed) {
    Set<String> known = new HashSet<>(passed);
    known.addAll(Globals.NAMES);
    known.addAll(Set.of("loop", "caller", "varargs", "kwargs"));
    SyntaxWalk.walk(
        template,
        new SyntaxWalk.Visitor() {
          @Override
          public void stored(int line, String name) {
            known.add(name);
          }

          @Override
          public void macro(String name) {
            known.add(name);
          }

          @Override
          public void expression(Expression expression) {
            // A template that asks whether a function is there copes without it.
            if (expression instanceof Test test
                && test.input() instanceof Name name
                && test.name().endsWith("defined")) {
              known.add(name.name());
            }
          }
        });
    LoopRules.check(template);
    SafeRule.check(template);
    SyntaxWalk.walk(template, new LoadCheck(known));
  }

  @Override
  public void expression(Expression expression) {
    switch (expression) {
      case Filter filter -> filter(filter);
      case Test test -> test(test.name(), test.line());
      case Name name when name.name().equals("self") && !known.contains("self") ->
          throw new TemplateException("'self' is not supported: a chat template has no blocks");
      case Call call when call.callee() instanceof Name name -> {
        if (!known.contains(name.name())) {
          throw TemplateException.at(
              call.line(), "the function '" + name.name() + "' is not supported");
        }
      }
      case Call call when call.callee() instanceof Attribute attribute -> {
        if (StringMethods.UNSUPPORTED.contains(attribute.name())) {
          throw TemplateException.at(
              call.line(), "the method '" + attribute.name() + "' is not supported");
        }
      }
      default -> {}
    }
  }

  private void filter(Filter filter) {
    filter(filter.name(), filter.line());
    List<Expression> arguments = filter.arguments().positional();
    if (BY_FILTER.contains(filter.name())) {
      constant(arguments, 0).ifPresent(name -> filter(name, filter.line()));
    } else if (BY_TEST.contains(filter.name())) {
      constant(arguments, 0).ifPresent(name -> test(name, filter.line()));
    } else if (BY_ATTRIBUTE_AND_TEST.contains(filter.name())) {
      constant(arguments, 1).ifPresent(name -> test(name, filter.line()));
    }
  }

  private static Optional<String> constant(List<Expression> arguments, int index) {
    return arguments.size() > index
            && arguments.get(index) instanceof Literal literal
            && literal.value() instanceof String text
        ? Optional.of(text)
        : Optional.empty();
  }

  private static void filter(String name, int line) {
    if (!Filters.knows(name)) {
      throw TemplateException.at(
          line,
          Filters.UNSUPPORTED.contains(name)
              ? "the filter '" + name + "' is not supported"
              : "there is no filter named '" + name + "'");
    }
  }

  private static void test(String name, int line) {
    if (!Tests.knows(name)) {
      throw TemplateException.at(line, "there is no test named '" + name + "'");
    }
  }
}
