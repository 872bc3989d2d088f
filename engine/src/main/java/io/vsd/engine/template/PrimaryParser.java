package io.vsd.engine.template;

import io.vsd.engine.template.Expression.Attribute;
import io.vsd.engine.template.Expression.Call;
import io.vsd.engine.template.Expression.CallArguments;
import io.vsd.engine.template.Expression.DictOf;
import io.vsd.engine.template.Expression.Item;
import io.vsd.engine.template.Expression.ListOf;
import io.vsd.engine.template.Expression.Literal;
import io.vsd.engine.template.Expression.Name;
import io.vsd.engine.template.Expression.Named;
import io.vsd.engine.template.Expression.Pair;
import io.vsd.engine.template.Expression.Slice;
import io.vsd.engine.template.Expression.TupleOf;
import io.vsd.engine.template.Token.Kind;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Parses constants, names, brackets, and what may follow them: attributes, items and calls. */
final class PrimaryParser {
  private final TokenStream stream;
  private final ExpressionParser expressions;

  PrimaryParser(TokenStream stream, ExpressionParser expressions) {
    this.stream = stream;
    this.expressions = expressions;
  }

  Expression value() {
    Token token = stream.current();
    return switch (token.kind()) {
      case NAME -> named(stream.next().text());
      case STRING -> new Literal(strings());
      case INTEGER -> new Literal(integer(stream.next().text()));
      case FLOAT -> new Literal(Double.valueOf(stream.next().text()));
      case OPERATOR ->
          switch (token.text()) {
            case "(" -> parenthesised();
            case "[" -> list();
            case "{" -> dict();
            default -> throw stream.unexpected("an expression");
          };
      default -> throw stream.unexpected("an expression");
    };
  }

  private static Expression named(String name) {
    return switch (name) {
      case "true", "True" -> new Literal(true);
      case "false", "False" -> new Literal(false);
      case "none", "None" -> new Literal(PyNone.NONE);
      default -> new Name(name);
    };
  }

  private String strings() {
    StringBuilder text = new StringBuilder();
    while (stream.current().kind() == Kind.STRING) {
      text.append(stream.next().text());
    }
    return text.toString();
  }

  private static BigInteger integer(String digits) {
    String lower = digits.toLowerCase(Locale.ROOT);
    return switch (lower.length() > 1 ? lower.charAt(1) : '0') {
      case 'b' -> new BigInteger(lower.substring(2), 2);
      case 'o' -> new BigInteger(lower.substring(2), 8);
      case 'x' -> new BigInteger(lower.substring(2), 16);
      default -> new BigInteger(lower);
    };
  }

  private Expression parenthesised() {
    stream.expectOperator("(");
    List<Expression> items = new ArrayList<>();
    boolean comma = false;
    while (!stream.current().isOperator(")")) {
      items.add(expressions.expression());
      if (!stream.skipOperator(",")) {
        break;
      }
      comma = true;
    }
    stream.expectOperator(")");
    return items.size() == 1 && !comma ? items.getFirst() : new TupleOf(items);
  }

  private Expression list() {
    stream.expectOperator("[");
    List<Expression> items = new ArrayList<>();
    while (!stream.current().isOperator("]")) {
      items.add(expressions.expression());
      if (!stream.skipOperator(",")) {
        break;
      }
    }
    stream.expectOperator("]");
    return new ListOf(items);
  }

  private Expression dict() {
    stream.expectOperator("{");
    List<Pair> pairs = new ArrayList<>();
    while (!stream.current().isOperator("}")) {
      Expression key = expressions.expression();
      stream.expectOperator(":");
      pairs.add(new Pair(key, expressions.expression()));
      if (!stream.skipOperator(",")) {
        break;
      }
    }
    stream.expectOperator("}");
    return new DictOf(pairs);
  }

  Expression postfix(Expression target) {
    Expression result = target;
    while (true) {
      if (stream.current().isOperator(".")) {
        result = attribute(result);
      } else if (stream.current().isOperator("[")) {
        result = subscript(result);
      } else if (stream.current().isOperator("(")) {
        result = call(result);
      } else {
        return result;
      }
    }
  }

  private Expression attribute(Expression target) {
    stream.next();
    Token name = stream.next();
    return switch (name.kind()) {
      case NAME -> new Attribute(name.line(), target, name.text());
      case INTEGER -> new Item(target, new Literal(integer(name.text())));
      default ->
          throw TemplateException.at(
              name.line(), name.described() + " stands where a name or a number is expected");
    };
  }

  private Expression subscript(Expression target) {
    stream.next();
    Optional<Expression> start = part();
    if (stream.skipOperator(":")) {
      Optional<Expression> stop = part();
      Optional<Expression> step = stream.skipOperator(":") ? part() : Optional.empty();
      stream.expectOperator("]");
      return new Slice(target, start, stop, step);
    }
    List<Expression> keys = new ArrayList<>(start.stream().toList());
    while (stream.skipOperator(",")) {
      keys.add(expressions.expression());
    }
    stream.expectOperator("]");
    return new Item(target, keys.size() == 1 ? keys.getFirst() : new TupleOf(keys));
  }

  private Optional<Expression> part() {
    Token token = stream.current();
    return token.isOperator(":") || token.isOperator("]")
        ? Optional.empty()
        : Optional.of(expressions.expression());
  }

  Expression call(Expression callee) {
    int line = stream.current().line();
    return new Call(line, callee, arguments());
  }

  CallArguments arguments() {
    int line = stream.current().line();
    stream.expectOperator("(");
    List<Expression> positional = new ArrayList<>();
    List<Named> named = new ArrayList<>();
    Optional<Expression> spread = Optional.empty();
    Optional<Expression> spreadNamed = Optional.empty();
    while (!stream.current().isOperator(")")) {
      boolean ordered = spreadNamed.isEmpty();
      if (stream.skipOperator("*")) {
        ordered &= spread.isEmpty();
        spread = Optional.of(expressions.expression());
      } else if (stream.skipOperator("**")) {
        spreadNamed = Optional.of(expressions.expression());
      } else if (stream.current().kind() == Kind.NAME && stream.following().isOperator("=")) {
        String name = stream.next().text();
        stream.next();
        ordered &= named.stream().noneMatch(n -> n.name().equals(name));
        named.add(new Named(name, expressions.expression()));
      } else {
        ordered &= spread.isEmpty() && named.isEmpty();
        positional.add(expressions.expression());
      }
      if (!ordered) {
        throw TemplateException.at(line, "the arguments of a call are out of order or repeated");
      }
      if (!stream.skipOperator(",")) {
        break;
      }
    }
    stream.expectOperator(")");
    return new CallArguments(positional, named, spread, spreadNamed);
  }
}
