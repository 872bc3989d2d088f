package io.vsd.engine.template;

import io.vsd.engine.template.Expression.Binary;
import io.vsd.engine.template.Expression.Comparand;
import io.vsd.engine.template.Expression.Compare;
import io.vsd.engine.template.Expression.Concat;
import io.vsd.engine.template.Expression.Conditional;
import io.vsd.engine.template.Expression.Filter;
import io.vsd.engine.template.Expression.Not;
import io.vsd.engine.template.Expression.Test;
import io.vsd.engine.template.Expression.TupleOf;
import io.vsd.engine.template.Expression.Unary;
import io.vsd.engine.template.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Parses operators, filters and tests, from the loosest binding to the tightest. */
final class ExpressionParser {
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
  private static final Set<String> PRODUCTS = Set.of("*", "/", "//", "%");
  private static final Set<Kind> STARTS_ARGUMENT =
      Set.of(Kind.NAME, Kind.STRING, Kind.INTEGER, Kind.FLOAT);

  private final TokenStream stream;
  private final PrimaryParser primary;

  ExpressionParser(TokenStream stream) {
    this.stream = stream;
    this.primary = new PrimaryParser(stream, this);
  }

  PrimaryParser primary() {
    return primary;
  }

  Expression expression() {
    int line = stream.current().line();
    Expression result = or();
    while (stream.skipName("if")) {
      Expression test = or();
      Optional<Expression> otherwise =
          stream.skipName("else") ? Optional.of(expression()) : Optional.empty();
      result = new Conditional(line, test, result, otherwise);
    }
    return result;
  }

  /** An expression, or several with commas between them, which are a tuple. */
  Expression tuple(boolean conditional, String endName) {
    List<Expression> items = new ArrayList<>();
    boolean comma = false;
    while (!atTupleEnd(endName)) {
      items.add(conditional ? expression() : or());
      if (!stream.skipOperator(",")) {
        break;
      }
      comma = true;
    }
    if (items.isEmpty()) {
      throw stream.unexpected("an expression");
    }
    return comma ? new TupleOf(items) : items.getFirst();
  }

  boolean atTupleEnd(String endName) {
    Token token = stream.current();
    return token.kind() == Kind.VARIABLE_END
        || token.kind() == Kind.BLOCK_END
        || token.isOperator(")")
        || token.isName(endName);
  }

  Expression or() {
    Expression left = and();
    while (stream.skipName("or")) {
      left = new Expression.Or(left, and());
    }
    return left;
  }

  private Expression and() {
    Expression left = not();
    while (stream.skipName("and")) {
      left = new Expression.And(left, not());
    }
    return left;
  }

  private Expression not() {
    return stream.skipName("not") ? new Not(not()) : compare();
  }

  private Expression compare() {
    Expression first = sum();
    List<Comparand> others = new ArrayList<>();
    while (true) {
      Token token = stream.current();
      if (token.kind() == Kind.OPERATOR && COMPARISONS.contains(token.text())) {
        stream.next();
        others.add(new Comparand(token.text(), sum()));
      } else if (stream.skipName("in")) {
        others.add(new Comparand("in", sum()));
      } else if (token.isName("not") && stream.following().isName("in")) {
        stream.next();
        stream.next();
        others.add(new Comparand("not in", sum()));
      } else {
        return others.isEmpty() ? first : new Compare(first, others);
      }
    }
  }

  private Expression sum() {
    Expression left = concat();
    while (stream.current().isOperator("+") || stream.current().isOperator("-")) {
      left = new Binary(stream.next().text(), left, concat());
    }
    return left;
  }

  private Expression concat() {
    Expression first = product();
    if (!stream.current().isOperator("~")) {
      return first;
    }
    List<Expression> parts = new ArrayList<>(List.of(first));
    while (stream.skipOperator("~")) {
      parts.add(product());
    }
    return new Concat(parts);
  }

  private Expression product() {
    Expression left = power();
    while (stream.current().kind() == Kind.OPERATOR && PRODUCTS.contains(stream.current().text())) {
      left = new Binary(stream.next().text(), left, power());
    }
    return left;
  }

  private Expression power() {
    Expression left = unary(true);
    while (stream.skipOperator("**")) {
      left = new Binary("**", left, unary(true));
    }
    return left;
  }

  private Expression unary(boolean withFilters) {
    Token token = stream.current();
    Expression result;
    if (token.isOperator("-") || token.isOperator("+")) {
      stream.next();
      result = new Unary(token.text(), unary(false));
    } else {
      result = primary.value();
    }
    result = primary.postfix(result);
    return withFilters ? filtersAndTests(result) : result;
  }

  private Expression filtersAndTests(Expression input) {
    Expression result = input;
    while (true) {
      if (stream.current().isOperator("|")) {
        stream.next();
        result = filter(Optional.of(result));
      } else if (stream.current().isName("is")) {
        result = test(result);
      } else if (stream.current().isOperator("(")) {
        result = primary.call(result);
      } else {
        return result;
      }
    }
  }

  /** Filters one after the other, from the name of the first; the first may lack its input. */
  Expression filters(Optional<Expression> input) {
    Expression result = filter(input);
    while (stream.skipOperator("|")) {
      result = filter(Optional.of(result));
    }
    return result;
  }

  private Expression filter(Optional<Expression> input) {
    int line = stream.current().line();
    String name = dottedName();
    return new Filter(
        line,
        input,
        name,
        stream.current().isOperator("(") ? primary.arguments() : Expression.CallArguments.NONE);
  }

  private Expression test(Expression input) {
    int line = stream.next().line();
    boolean negated = stream.skipName("not");
    String name = dottedName();
    Expression.CallArguments arguments = Expression.CallArguments.NONE;
    Token token = stream.current();
    if (token.isOperator("(")) {
      arguments = primary.arguments();
    } else if (startsArgument(token)) {
      if (token.isName("is")) {
        throw TemplateException.at(token.line(), "tests with 'is' cannot be chained");
      }
      Expression argument = primary.postfix(primary.value());
      arguments =
          new Expression.CallArguments(
              List.of(argument), List.of(), Optional.empty(), Optional.empty());
    }
    Expression test = new Test(line, input, name, arguments);
    return negated ? new Not(test) : test;
  }

  private static boolean startsArgument(Token token) {
    return (STARTS_ARGUMENT.contains(token.kind())
            || token.isOperator("[")
            || token.isOperator("{"))
        && !token.isName("else")
        && !token.isName("or")
        && !token.isName("and");
  }

  private String dottedName() {
    StringBuilder name = new StringBuilder(stream.expectName());
    while (stream.skipOperator(".")) {
      name.append('.').append(stream.expectName());
    }
    return name.toString();
  }
}
