package io.vsd.engine.template;

import java.util.List;
import java.util.Optional;

/** An expression of a template, as it is written. */
sealed interface Expression {

  /** Operators between expressions. */
  sealed interface Operation extends Expression {}

  /** What is made of a value: its parts, and what calls, filters and tests give for it. */
  sealed interface Access extends Expression {}

  /** A constant: a value of Python's that cannot change. */
  record Literal(Object value) implements Expression {}

  record Name(String name) implements Expression {}

  record TupleOf(List<Expression> items) implements Expression {}

  record ListOf(List<Expression> items) implements Expression {}

  record DictOf(List<Pair> pairs) implements Expression {}

  record Pair(Expression key, Expression value) {}

  record Unary(String operator, Expression operand) implements Operation {}

  record Binary(String operator, Expression left, Expression right) implements Operation {}

  record Not(Expression operand) implements Operation {}

  record And(Expression left, Expression right) implements Operation {}

  record Or(Expression left, Expression right) implements Operation {}

  /** {@code a ~ b ~ c}. */
  record Concat(List<Expression> parts) implements Operation {}

  /** {@code a < b == c}: each part is compared with its neighbour. */
  record Compare(Expression first, List<Comparand> others) implements Operation {}

  record Comparand(String operator, Expression value) {}

  record Conditional(int line, Expression test, Expression then, Optional<Expression> otherwise)
      implements Operation {}

  /** A filter; without an input inside a block whose text it filters. */
  record Filter(int line, Optional<Expression> input, String name, CallArguments arguments)
      implements Access {}

  record Test(int line, Expression input, String name, CallArguments arguments) implements Access {}

  record Call(int line, Expression callee, CallArguments arguments) implements Access {}

  record Attribute(int line, Expression target, String name) implements Access {}

  record Item(Expression target, Expression key) implements Access {}

  record Slice(
      Expression target,
      Optional<Expression> start,
      Optional<Expression> stop,
      Optional<Expression> step)
      implements Access {}

  /** Arguments as written; {@code spread} is {@code *a}, {@code spreadNamed} is {@code **a}. */
  record CallArguments(
      List<Expression> positional,
      List<Named> named,
      Optional<Expression> spread,
      Optional<Expression> spreadNamed) {
    static final CallArguments NONE =
        new CallArguments(List.of(), List.of(), Optional.empty(), Optional.empty());
  }

  record Named(String name, Expression value) {}
}
