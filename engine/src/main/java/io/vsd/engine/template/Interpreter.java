package io.vsd.engine.template;

import io.vsd.engine.template.Statement.Signature;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One rendering of a template. */
final class Interpreter {

  /** How a body ended. */
  private enum End {
    REACHED,
    BREAK,
    CONTINUE
  }

  private final Scopes scopes;
  private final Map<String, Object> passed;
  private final Limits limits = new Limits();
  private final Evaluator evaluator = new Evaluator(limits);

  /** Renders with values passed by name. */
  Interpreter(Scopes scopes, Map<String, Object> passed) {
    this.scopes = scopes;
    this.passed = passed;
  }

  String render(List<Statement> template) {
    Frame frame = new Frame(scopes.root(), new Frame.Variables(null), new StringBuilder());
    frame.enter(passed);
    run(template, frame);
    return frame.out().toString();
  }

  private End run(List<Statement> statements, Frame frame) {
    for (Statement statement : statements) {
      End end = run(statement, frame);
      if (end != End.REACHED) {
        return end;
      }
    }
    return End.REACHED;
  }

  private End run(Statement statement, Frame frame) {
    limits.step();
    switch (statement) {
      case Statement.Text text -> write(text.text(), frame);
      case Statement.Print print ->
          write(Representation.str(evaluator.evaluate(print.value(), frame)), frame);
      case Statement.If branch -> {
        return branch(branch, frame);
      }
      case Statement.For loop -> loop(loop, frame);
      case Statement.SetValue set ->
          assign(set.target(), evaluator.evaluate(set.value(), frame), frame);
      case Statement.SetBlock set -> {
        return setBlock(set, frame);
      }
      case Statement.With with -> {
        return with(with, frame);
      }
      case Statement.FilterBlock block -> {
        return filterBlock(block, frame);
      }
      case Statement.MacroDefinition macro ->
          frame.set(macro.name(), macro(macro.name(), macro, macro.signature(), frame));
      case Statement.CallBlock block -> callBlock(block, frame);
      case Statement.Break _ -> {
        return End.BREAK;
      }
      case Statement.Continue _ -> {
        return End.CONTINUE;
      }
    }
    return End.REACHED;
  }

  private void write(String text, Frame frame) {
    limits.whole(text);
    frame.out().append(text);
    Limits.checkText(frame.out().length());
  }

  private End branch(Statement.If branch, Frame frame) {
    if (Values.truth(evaluator.evaluate(branch.test(), frame))) {
      return run(branch.body(), frame);
    }
    for (Statement.If elif : branch.elifs()) {
      if (Values.truth(evaluator.evaluate(elif.test(), frame))) {
        return run(elif.body(), frame);
      }
    }
    return run(branch.otherwise(), frame);
  }

  private void assign(Target target, Object value, Frame frame) {
    switch (target) {
      case Target.Variable variable -> frame.set(variable.name(), value);
      case Target.Member member -> {
        if (!(frame.get(member.namespace()) instanceof PyNamespace namespace)) {
          throw new TemplateException("cannot assign attribute on non-namespace object");
        }
        namespace.members().put(member.name(), value);
      }
      case Target.Unpacked unpacked -> {
        List<Object> values = Values.items(value);
        if (values.size() != unpacked.items().size()) {
          throw new TemplateException(
              "%d values cannot be unpacked into %d names"
                  .formatted(values.size(), unpacked.items().size()));
        }
        for (int i = 0; i < values.size(); i++) {
          assign(unpacked.items().get(i), values.get(i), frame);
        }
      }
    }
  }

  private End setBlock(Statement.SetBlock set, Frame frame) {
    Frame inner = frame.capturing(scopes.ofBlock(set));
    inner.enter(passed);
    End end = run(set.body(), inner);
    if (end != End.REACHED) {
      return end;
    }
    Object value = inner.out().toString();
    if (set.filter().isPresent()) {
      value = evaluator.filterBlock(set.filter().get(), inner.out().toString(), inner);
    }
    assign(set.target(), value, frame);
    inner.leave();
    return End.REACHED;
  }

  private End filterBlock(Statement.FilterBlock block, Frame frame) {
    Frame inner = frame.capturing(scopes.ofBlock(block));
    inner.enter(passed);
    End end = run(block.body(), inner);
    if (end != End.REACHED) {
      return end;
    }
    Object value = evaluator.filterBlock(block.filter(), inner.out().toString(), inner);
    write(Representation.str(value), frame);
    inner.leave();
    return End.REACHED;
  }

  private End with(Statement.With with, Frame frame) {
    Frame inner = frame.within(scopes.ofBlock(with));
    inner.enter(passed);
    for (int i = 0; i < with.targets().size(); i++) {
      assign(with.targets().get(i), evaluator.evaluate(with.values().get(i), frame), inner);
    }
    End end = run(with.body(), inner);
    inner.leave();
    return end;
  }

  private void callBlock(Statement.CallBlock block, Frame frame) {
    Macro body = macro("", block, block.signature(), frame);
    Object result =
        block.call().isPresent()
            ? evaluator.call(block.call().get(), Optional.of(body), frame)
            : body.call(Arguments.NONE);
    write(Representation.str(result), frame);
  }

  private Macro macro(String name, Statement statement, Signature signature, Frame frame) {
    List<Statement> body =
        switch (statement) {
          case Statement.MacroDefinition macro -> macro.body();
          case Statement.CallBlock block -> block.body();
          default -> throw new AssertionError(statement);
        };
    Scopes.Callable scope = scopes.ofCallable(statement);
    return new Macro(
        name,
        signature.names(),
        scope,
        arguments -> {
          Frame inner = frame.called(scope.body());
          arguments.forEach(inner::set);
          inner.enter(passed);
          defaults(signature, arguments, inner);
          run(body, inner);
          return inner.out().toString();
        });
  }

  private void defaults(Signature signature, Map<String, @Nullable Object> arguments, Frame frame) {
    int plain = signature.names().size() - signature.defaults().size();
    for (int i = 0; i < signature.names().size(); i++) {
      String name = signature.names().get(i);
      if (arguments.get(name) == null) {
        frame.set(
            name,
            i < plain
                ? new Undefined("parameter '" + name + "' was not provided")
                : evaluator.evaluate(signature.defaults().get(i - plain), frame));
      }
    }
  }

  private void loop(Statement.For loop, Frame frame) {
    Object items = evaluator.evaluate(loop.items(), frame);
    if (!loop.recursive()) {
      loop(loop, new LoopState(chosen(loop, items, frame), null, 0), frame);
      return;
    }
    LoopState.Recursion[] recursion = new LoopState.Recursion[1];
    recursion[0] =
        (inner, depth) -> {
          Frame called = frame.called(frame.symbols());
          loop(loop, new LoopState(chosen(loop, inner, called), recursion[0], depth), called);
          return called.out().toString();
        };
    write(recursion[0].render(items, 0), frame);
  }

  /** The items that pass a loop's own test, each tested when the loop gets there. */
  private Object chosen(Statement.For loop, Object items, Frame frame) {
    if (loop.test().isEmpty()) {
      return items;
    }
    Frame test = frame.called(scopes.of(loop).test());
    Iterator<Object> source = Values.iterator(items);
    boolean[] entered = {false};
    return Lazy.generated(
        () -> {
          if (!entered[0]) {
            test.enter(passed);
            entered[0] = true;
          }
          while (source.hasNext()) {
            Object item = source.next();
            Object kept = item instanceof PyIterator ? PyTuple.of(Values.items(item)) : item;
            assign(loop.target(), kept, test);
            if (Values.truth(evaluator.evaluate(loop.test().get(), test))) {
              return kept;
            }
          }
          return null;
        });
  }

  private void loop(Statement.For loop, LoopState state, Frame frame) {
    Scopes.Loop scope = scopes.of(loop);
    Frame body = frame.within(scope.body());
    // As in jinja2, an iteration that is left by break or continue does not count for the else.
    boolean completed = false;
    for (Object item = state.next(); item != null; item = state.next()) {
      limits.step();
      assign(loop.target(), item, body);
      if (scope.usesLoop()) {
        body.set("loop", state);
      }
      body.enter(passed);
      End end = run(loop.body(), body);
      if (end == End.BREAK) {
        break;
      }
      completed |= end == End.REACHED;
    }
    body.leave();
    if (!completed && !loop.otherwise().isEmpty()) {
      Frame otherwise = frame.within(scope.otherwise());
      otherwise.enter(passed);
      run(loop.otherwise(), otherwise);
      otherwise.leave();
    }
  }
}
