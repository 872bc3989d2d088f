package io.vsd.engine.template;

import java.util.List;
import java.util.Optional;

/** A statement of a template, as it is written. */
sealed interface Statement {

  /** Statements whose bodies are scopes. */
  sealed interface Scoped extends Statement {}

  record Text(String text) implements Statement {}

  record Print(Expression value) implements Statement {}

  record If(Expression test, List<Statement> body, List<If> elifs, List<Statement> otherwise)
      implements Statement {}

  record For(
      Target target,
      Expression items,
      Optional<Expression> test,
      boolean recursive,
      List<Statement> body,
      List<Statement> otherwise)
      implements Scoped {}

  record SetValue(Target target, Expression value) implements Statement {}

  record SetBlock(Target target, Optional<Expression> filter, List<Statement> body)
      implements Scoped {}

  record With(List<Target> targets, List<Expression> values, List<Statement> body)
      implements Scoped {}

  record FilterBlock(Expression filter, List<Statement> body) implements Scoped {}

  record MacroDefinition(String name, Signature signature, List<Statement> body)
      implements Scoped {}

  /** A call with a body that the callee gets as {@code caller}; without a call, just the body. */
  record CallBlock(Optional<Expression.Call> call, Signature signature, List<Statement> body)
      implements Scoped {}

  record Break(int line) implements Statement {}

  record Continue(int line) implements Statement {}

  /** Parameters by name; the last ones have the defaults. */
  record Signature(int line, List<String> names, List<Expression> defaults) {}
}
