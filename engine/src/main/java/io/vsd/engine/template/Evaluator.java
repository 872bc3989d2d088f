package io.vsd.engine.template;

import io.vsd.engine.template.Expression.Access;
import io.vsd.engine.template.Expression.CallArguments;
import io.vsd.engine.template.Expression.Comparand;
import io.vsd.engine.template.Expression.Compare;
import io.vsd.engine.template.Expression.Conditional;
import io.vsd.engine.template.Expression.Named;
import io.vsd.engine.template.Expression.Operation;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Evaluates expressions as Python does. */
final class Evaluator {
  private final Limits limits;

  Evaluator(Limits limits) {
    this.limits = limits;
  }

  Object evaluate(Expression expression, Frame frame) {
    limits.step();
    return switch (expression) {
      case Expression.Literal literal -> literal.value();
      case Expression.Name name -> {
        Object value = frame.get(name.name());
        yield value == null ? Undefined.named(name.name()) : value;
      }
      case Expression.TupleOf tuple -> PyTuple.of(all(tuple.items(), frame));
      case Expression.ListOf list -> new PyList(all(list.items(), frame));
      case Expression.DictOf dict -> {
        PyDict result = new PyDict();
        dict.pairs().forEach(p -> result.put(evaluate(p.key(), frame), evaluate(p.value(), frame)));
        yield result;
      }
      case Operation operation -> operation(operation, frame);
      case Access access -> access(access, frame);
    };
  }

  private Object operation(Operation operation, Frame frame) {
    return switch (operation) {
      case Expression.Unary unary ->
          Operators.unary(unary.operator(), evaluate(unary.operand(), frame));
      case Expression.Binary binary ->
          limits.whole(
              Operators.binary(
                  binary.operator(),
                  evaluate(binary.left(), frame),
                  evaluate(binary.right(), frame)));
      case Expression.Not not -> !Values.truth(evaluate(not.operand(), frame));
      case Expression.And and -> {
        Object left = evaluate(and.left(), frame);
        yield Values.truth(left) ? evaluate(and.right(), frame) : left;
      }
      case Expression.Or or -> {
        Object left = evaluate(or.left(), frame);
        yield Values.truth(left) ? left : evaluate(or.right(), frame);
      }
      case Expression.Concat concat -> concat(concat.parts(), frame);
      case Compare compare -> compare(compare, frame);
      case Conditional conditional -> conditional(conditional, frame);
    };
  }

  private Object access(Access access, Frame frame) {
    return switch (access) {
      case Expression.Filter filter ->
          filter(filter, evaluate(filter.input().orElseThrow(), frame), frame);
      case Expression.Test test -> {
        Object value = evaluate(test.input(), frame);
        yield Tests.get(test.name()).holds(value, arguments(test.arguments(), frame));
      }
      case Expression.Call call -> call(call, Optional.empty(), frame);
      case Expression.Attribute attribute ->
          Attributes.attribute(limits.text(evaluate(attribute.target(), frame)), attribute.name());
      case Expression.Item item ->
          Attributes.item(limits.text(evaluate(item.target(), frame)), evaluate(item.key(), frame));
      case Expression.Slice slice ->
          limits.whole(
              Subscripts.slice(
                  limits.text(evaluate(slice.target(), frame)),
                  bound(slice.start(), frame),
                  bound(slice.stop(), frame),
                  bound(slice.step(), frame)));
    };
  }

  private List<Object> all(List<Expression> expressions, Frame frame) {
    List<Object> values = new ArrayList<>(expressions.size());
    expressions.forEach(expression -> values.add(evaluate(expression, frame)));
    return values;
  }

  private Object bound(Optional<Expression> bound, Frame frame) {
    return bound.isPresent() ? evaluate(bound.get(), frame) : PyNone.NONE;
  }

  private Object concat(List<Expression> parts, Frame frame) {
    StringBuilder text = new StringBuilder();
    for (Expression part : parts) {
      text.append(Representation.str(evaluate(part, frame)));
      Limits.checkText(text.length());
    }
    return limits.whole(text.toString());
  }

  private Object compare(Compare compare, Frame frame) {
    Object left = limits.whole(evaluate(compare.first(), frame));
    for (Comparand other : compare.others()) {
      Object right = limits.whole(evaluate(other.value(), frame));
      if (!Operators.compare(other.operator(), left, right)) {
        return false;
      }
      left = right;
    }
    return true;
  }

  private Object conditional(Conditional conditional, Frame frame) {
    if (Values.truth(evaluate(conditional.test(), frame))) {
      return evaluate(conditional.then(), frame);
    }
    return conditional.otherwise().isPresent()
        ? evaluate(conditional.otherwise().get(), frame)
        : new Undefined(
            "the inline if-expression on line "
                + conditional.line()
                + " evaluated to false and no else section was defined.");
  }

  /** Applies the filters of an expression whose innermost filter gets the text of a block. */
  Object filterBlock(Expression filters, String text, Frame frame) {
    Expression.Filter filter = (Expression.Filter) filters;
    Object input =
        filter.input().isPresent() ? filterBlock(filter.input().get(), text, frame) : text;
    return filter(filter, input, frame);
  }

  private Object filter(Expression.Filter filter, Object input, Frame frame) {
    Arguments arguments = arguments(filter.arguments(), frame);
    Object read =
        Filters.READ_LITTLE.contains(filter.name()) ? limits.text(input) : limits.whole(input);
    return limits.whole(Filters.get(filter.name()).apply(counted(read), arguments));
  }

  /** A generator whose items count as work of this rendering. */
  private Object counted(Object value) {
    return value instanceof PyIterator iterator
        ? new PyIterator(
            iterator.type(),
            new Iterator<>() {
              @Override
              public boolean hasNext() {
                return iterator.items().hasNext();
              }

              @Override
              public Object next() {
                limits.step();
                return iterator.items().next();
              }
            })
        : value;
  }

  Object call(Expression.Call call, Optional<Object> caller, Frame frame) {
    Object callee = evaluate(call.callee(), frame);
    Arguments arguments = arguments(call.arguments(), frame);
    if (caller.isPresent()) {
      Map<String, Object> named = new LinkedHashMap<>(arguments.named());
      named.put("caller", caller.get());
      arguments = new Arguments(arguments.positional(), named);
    }
    return switch (callee) {
      case Undefined undefined -> throw undefined.used();
      case PyCallable callable -> {
        arguments.positional().forEach(limits::whole);
        arguments.named().values().forEach(limits::whole);
        yield limits.whole(callable.call(arguments));
      }
      default ->
          throw new TemplateException("'" + Values.type(callee) + "' object is not callable");
    };
  }

  private Arguments arguments(CallArguments given, Frame frame) {
    List<Object> positional = all(given.positional(), frame);
    Map<String, Object> named = new LinkedHashMap<>();
    for (Named argument : given.named()) {
      named.put(argument.name(), evaluate(argument.value(), frame));
    }
    given.spread().ifPresent(s -> positional.addAll(Values.items(evaluate(s, frame))));
    if (given.spreadNamed().isPresent()) {
      if (!(evaluate(given.spreadNamed().get(), frame) instanceof PyDict dict)) {
        throw new TemplateException("what follows ** in a call must be a dict");
      }
      dict.entries().forEach(entry -> named.put(Values.text(entry.key()), entry.value()));
    }
    return new Arguments(positional, named);
  }
}
