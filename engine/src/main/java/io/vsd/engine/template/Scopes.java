package io.vsd.engine.template;

import io.vsd.engine.template.Expression.Name;
import io.vsd.engine.template.Statement.Signature;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** The scopes of a template, found when it is read. */
final class Scopes {

  /**
   * @param usesLoop whether the body reads {@code loop}
   */
  record Loop(Symbols body, Symbols otherwise, Symbols test, boolean usesLoop) {}

  /** A body with parameters and which of the implicit ones it reads. */
  record Callable(Symbols body, boolean caller, boolean kwargs, boolean varargs) {}

  private final Symbols root = Symbols.root();
  private final IdentityHashMap<Statement.For, Loop> loops = new IdentityHashMap<>();
  private final IdentityHashMap<Statement, Callable> callables = new IdentityHashMap<>();
  private final IdentityHashMap<Statement, Symbols> blocks = new IdentityHashMap<>();

  Scopes(List<Statement> template) {
    visit(template, root);
    enter(template, root);
  }

  Symbols root() {
    return root;
  }

  Loop of(Statement.For loop) {
    return Objects.requireNonNull(loops.get(loop));
  }

  Callable ofCallable(Statement definition) {
    return Objects.requireNonNull(callables.get(definition));
  }

  Symbols ofBlock(Statement block) {
    return Objects.requireNonNull(blocks.get(block));
  }

  /** Finds the scopes directly and indirectly below statements whose own scope is known. */
  private void enter(List<? extends Statement> statements, Symbols outer) {
    for (Statement statement : statements) {
      switch (statement) {
        case Statement.Text _, Statement.Print _, Statement.SetValue _ -> {}
        case Statement.Break _, Statement.Continue _ -> {}
        case Statement.If branch -> {
          enter(branch.body(), outer);
          enter(branch.elifs(), outer);
          enter(branch.otherwise(), outer);
        }
        case Statement.For loop -> loop(loop, outer);
        case Statement.SetBlock set -> block(set, outer.inner(), set.body());
        case Statement.With with -> {
          Symbols inner = outer.inner();
          with.targets().forEach(target -> declare(target, inner));
          block(with, inner, with.body());
        }
        case Statement.FilterBlock filter -> {
          Symbols inner = outer.inner();
          visit(filter.body(), inner);
          visit(filter.filter(), inner);
          block(filter, inner, filter.body());
        }
        case Statement.MacroDefinition macro ->
            callable(macro, macro.signature(), macro.body(), outer);
        case Statement.CallBlock call -> callable(call, call.signature(), call.body(), outer);
      }
    }
  }

  private void block(Statement statement, Symbols inner, List<Statement> body) {
    visit(body, inner);
    blocks.put(statement, inner);
    enter(body, inner);
  }

  private void loop(Statement.For loop, Symbols outer) {
    boolean usesLoop = loop.recursive() || undeclared(loop.body(), "loop").contains("loop");
    Symbols body = outer.inner();
    if (usesLoop) {
      body.declare("loop");
    }
    declare(loop.target(), body);
    visit(loop.body(), body);
    Symbols otherwise = outer.inner();
    visit(loop.otherwise(), otherwise);
    Symbols test = outer.inner();
    declare(loop.target(), test);
    loop.test().ifPresent(condition -> visit(condition, test));
    loops.put(loop, new Loop(body, otherwise, test, usesLoop));
    enter(loop.body(), body);
    enter(loop.otherwise(), otherwise);
  }

  private void callable(
      Statement statement, Signature signature, List<Statement> body, Symbols outer) {
    Symbols inner = outer.inner();
    parametersAndBody(signature, body, inner);
    Set<String> read = undeclared(body, "caller", "kwargs", "varargs");
    for (String implicit : List.of("caller", "kwargs", "varargs")) {
      if (read.contains(implicit) && !signature.names().contains(implicit)) {
        inner.declare(implicit);
      }
    }
    int caller = signature.names().indexOf("caller");
    if (read.contains("caller")
        && caller >= 0
        && caller < signature.names().size() - signature.defaults().size()) {
      throw TemplateException.at(
          signature.line(), "the parameter 'caller' must be left out or have a default");
    }
    parametersAndBody(signature, body, inner);
    callables.put(
        statement,
        new Callable(
            inner,
            read.contains("caller"),
            read.contains("kwargs") && !signature.names().contains("kwargs"),
            read.contains("varargs") && !signature.names().contains("varargs")));
    enter(body, inner);
  }

  private static void parametersAndBody(
      Signature signature, List<Statement> body, Symbols symbols) {
    signature.names().forEach(symbols::declare);
    signature.defaults().forEach(value -> visit(value, symbols));
    visit(body, symbols);
  }

  /** Which of the names some statements read before anything below them assigns them. */
  private static Set<String> undeclared(List<Statement> statements, String... names) {
    Set<String> open = new HashSet<>(Set.of(names));
    Set<String> found = new HashSet<>();
    SyntaxWalk.walk(
        statements,
        new SyntaxWalk.Visitor() {
          @Override
          public void expression(Expression expression) {
            if (expression instanceof Name name && open.contains(name.name())) {
              found.add(name.name());
            }
          }

          @Override
          public void stored(int line, String name) {
            open.remove(name);
          }
        });
    return found;
  }

  private static void visit(Expression expression, Symbols symbols) {
    SyntaxWalk.walk(
        expression,
        new SyntaxWalk.Visitor() {
          @Override
          public void expression(Expression part) {
            if (part instanceof Name name) {
              symbols.load(name.name());
            }
          }
        });
  }

  /** Notes what statements read and assign in their own scope, not in those below. */
  private static void visit(List<? extends Statement> statements, Symbols symbols) {
    for (Statement statement : statements) {
      switch (statement) {
        case Statement.Text _, Statement.Break _, Statement.Continue _ -> {}
        case Statement.Print print -> visit(print.value(), symbols);
        case Statement.If branch -> {
          visit(branch.test(), symbols);
          List<Symbols> branches = List.of(symbols.branch(), symbols.branch(), symbols.branch());
          visit(branch.body(), branches.get(0));
          visit(branch.elifs(), branches.get(1));
          visit(branch.otherwise(), branches.get(2));
          symbols.merge(branches);
        }
        case Statement.For loop -> visit(loop.items(), symbols);
        case Statement.SetValue set -> {
          visit(set.value(), symbols);
          store(set.target(), symbols);
        }
        case Statement.SetBlock set -> store(set.target(), symbols);
        case Statement.With with -> with.values().forEach(value -> visit(value, symbols));
        case Statement.FilterBlock block -> visit(block.filter(), symbols);
        case Statement.MacroDefinition macro -> symbols.store(macro.name());
        case Statement.CallBlock block -> block.call().ifPresent(call -> visit(call, symbols));
      }
    }
  }

  private static void store(Target target, Symbols symbols) {
    switch (target) {
      case Target.Variable variable -> symbols.store(variable.name());
      case Target.Member member -> symbols.load(member.namespace());
      case Target.Unpacked unpacked -> unpacked.items().forEach(item -> store(item, symbols));
    }
  }

  private static void declare(Target target, Symbols symbols) {
    switch (target) {
      case Target.Variable variable -> symbols.declare(variable.name());
      case Target.Member member -> symbols.load(member.namespace());
      case Target.Unpacked unpacked -> unpacked.items().forEach(item -> declare(item, symbols));
    }
  }
}
