package io.vsd.engine.template;

import io.vsd.engine.template.Expression.Access;
import io.vsd.engine.template.Expression.And;
import io.vsd.engine.template.Expression.Attribute;
import io.vsd.engine.template.Expression.Binary;
import io.vsd.engine.template.Expression.Call;
import io.vsd.engine.template.Expression.CallArguments;
import io.vsd.engine.template.Expression.Compare;
import io.vsd.engine.template.Expression.Concat;
import io.vsd.engine.template.Expression.Conditional;
import io.vsd.engine.template.Expression.DictOf;
import io.vsd.engine.template.Expression.Filter;
import io.vsd.engine.template.Expression.Item;
import io.vsd.engine.template.Expression.ListOf;
import io.vsd.engine.template.Expression.Literal;
import io.vsd.engine.template.Expression.Name;
import io.vsd.engine.template.Expression.Named;
import io.vsd.engine.template.Expression.Not;
import io.vsd.engine.template.Expression.Operation;
import io.vsd.engine.template.Expression.Or;
import io.vsd.engine.template.Expression.Slice;
import io.vsd.engine.template.Expression.Test;
import io.vsd.engine.template.Expression.TupleOf;
import io.vsd.engine.template.Expression.Unary;
import java.util.ArrayList;
import java.util.List;

/**
 * Visits every expression and every assigned name below some statements, scopes or no scopes, in
 * the order of jinja2's own syntax tree, on which the meaning of {@code loop}, {@code caller},
 * {@code kwargs} and {@code varargs} depends.
 */
final class SyntaxWalk {

  /** What a walk meets. */
  interface Visitor {
    default void statement(Statement statement) {}

    default void expression(Expression expression) {}

    /** A variable or a parameter. */
    default void stored(int line, String name) {}

    default void macro(String name) {}
  }

  private final Visitor visitor;

  private SyntaxWalk(Visitor visitor) {
    this.visitor = visitor;
  }

  static void walk(List<Statement> statements, Visitor visitor) {
    new SyntaxWalk(visitor).statements(statements);
  }

  static void walk(Expression expression, Visitor visitor) {
    new SyntaxWalk(visitor).expression(expression);
  }

  private void statements(List<? extends Statement> statements) {
    statements.forEach(this::statement);
  }

  private void statement(Statement statement) {
    visitor.statement(statement);
    switch (statement) {
      case Statement.Text _, Statement.Break _, Statement.Continue _ -> {}
      case Statement.Print print -> expression(print.value());
      case Statement.If branch -> {
        expression(branch.test());
        statements(branch.body());
        statements(branch.elifs());
        statements(branch.otherwise());
      }
      case Statement.SetValue set -> {
        target(set.target());
        expression(set.value());
      }
      case Statement.Scoped scoped -> scoped(scoped);
    }
  }

  private void scoped(Statement.Scoped statement) {
    switch (statement) {
      case Statement.For loop -> {
        target(loop.target());
        expression(loop.items());
        statements(loop.body());
        statements(loop.otherwise());
        loop.test().ifPresent(this::expression);
      }
      case Statement.SetBlock set -> {
        target(set.target());
        set.filter().ifPresent(this::expression);
        statements(set.body());
      }
      case Statement.With with -> {
        with.targets().forEach(this::target);
        with.values().forEach(this::expression);
        statements(with.body());
      }
      case Statement.FilterBlock block -> {
        statements(block.body());
        expression(block.filter());
      }
      case Statement.MacroDefinition macro -> {
        visitor.macro(macro.name());
        signature(macro.signature());
        statements(macro.body());
      }
      case Statement.CallBlock block -> {
        block.call().ifPresent(this::expression);
        signature(block.signature());
        statements(block.body());
      }
    }
  }

  private void signature(Statement.Signature signature) {
    signature.names().forEach(name -> visitor.stored(signature.line(), name));
    signature.defaults().forEach(this::expression);
  }

  private void target(Target target) {
    switch (target) {
      case Target.Variable variable -> visitor.stored(variable.line(), variable.name());
      case Target.Member _ -> {}
      case Target.Unpacked unpacked -> unpacked.items().forEach(this::target);
    }
  }

  private void expression(Expression expression) {
    visitor.expression(expression);
    parts(expression).forEach(this::expression);
  }

  private static List<Expression> parts(Expression expression) {
    List<Expression> parts = new ArrayList<>();
    switch (expression) {
      case Literal _, Name _ -> {}
      case TupleOf tuple -> parts.addAll(tuple.items());
      case ListOf list -> parts.addAll(list.items());
      case DictOf dict ->
          dict.pairs().forEach(pair -> parts.addAll(List.of(pair.key(), pair.value())));
      case Operation operation -> addParts(operation, parts);
      case Access access -> addParts(access, parts);
    }
    return parts;
  }

  private static void addParts(Operation operation, List<Expression> parts) {
    switch (operation) {
      case Unary unary -> parts.add(unary.operand());
      case Binary binary -> parts.addAll(List.of(binary.left(), binary.right()));
      case Not not -> parts.add(not.operand());
      case And and -> parts.addAll(List.of(and.left(), and.right()));
      case Or or -> parts.addAll(List.of(or.left(), or.right()));
      case Concat concat -> parts.addAll(concat.parts());
      case Compare compare -> {
        parts.add(compare.first());
        compare.others().forEach(other -> parts.add(other.value()));
      }
      case Conditional conditional -> {
        parts.addAll(List.of(conditional.test(), conditional.then()));
        conditional.otherwise().ifPresent(parts::add);
      }
    }
  }

  private static void addParts(Access access, List<Expression> parts) {
    switch (access) {
      case Filter filter -> {
        filter.input().ifPresent(parts::add);
        add(parts, filter.arguments());
      }
      case Test test -> {
        parts.add(test.input());
        add(parts, test.arguments());
      }
      case Call call -> {
        parts.add(call.callee());
        add(parts, call.arguments());
      }
      case Attribute attribute -> parts.add(attribute.target());
      case Item item -> parts.addAll(List.of(item.target(), item.key()));
      case Slice slice -> {
        parts.add(slice.target());
        slice.start().ifPresent(parts::add);
        slice.stop().ifPresent(parts::add);
        slice.step().ifPresent(parts::add);
      }
    }
  }

  private static void add(List<Expression> parts, CallArguments arguments) {
    parts.addAll(arguments.positional());
    arguments.named().stream().map(Named::value).forEach(parts::add);
    arguments.spread().ifPresent(parts::add);
    arguments.spreadNamed().ifPresent(parts::add);
  }
}
