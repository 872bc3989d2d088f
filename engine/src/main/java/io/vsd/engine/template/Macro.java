package io.vsd.engine.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A macro, or the body of a call block, ready to be called.
 *
 * @param name its name; empty for a call block's body
 */
record Macro(String name, List<String> parameters, Scopes.Callable scope, Body body)
    implements PyCallable {

  /** Renders the body; an argument that was not given is null. */
  interface Body {
    String render(Map<String, @Nullable Object> arguments);
  }

  @Override
  public Object call(Arguments given) {
    Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
    Map<String, Object> named = new LinkedHashMap<>(given.named());
    List<Object> positional = given.positional();
    for (int i = 0; i < parameters.size(); i++) {
      String parameter = parameters.get(i);
      arguments.put(parameter, i < positional.size() ? positional.get(i) : named.remove(parameter));
    }
    if (scope.caller() && !parameters.contains("caller")) {
      Object caller = named.remove("caller");
      arguments.put("caller", caller == null ? new Undefined("No caller defined") : caller);
    }
    if (scope.kwargs()) {
      PyDict rest = new PyDict();
      named.forEach(rest::put);
      arguments.put("kwargs", rest);
    } else if (!named.isEmpty()) {
      throw new TemplateException(
          "macro '%s' takes no keyword argument '%s'"
              .formatted(name, named.keySet().iterator().next()));
    }
    List<Object> extra =
        positional.subList(Math.min(parameters.size(), positional.size()), positional.size());
    if (scope.varargs()) {
      arguments.put("varargs", PyTuple.of(new ArrayList<>(extra)));
    } else if (!extra.isEmpty()) {
      throw new TemplateException(
          "macro '%s' takes not more than %d argument(s)".formatted(name, parameters.size()));
    }
    return body.render(arguments);
  }

  String described() {
    return name.isEmpty() ? "anonymous" : Representation.repr(name);
  }

  @Nullable Object attribute(String attribute) {
    return switch (attribute) {
      case "name" -> name.isEmpty() ? PyNone.NONE : name;
      case "arguments" -> PyTuple.of(List.<Object>copyOf(parameters));
      case "catch_kwargs" -> scope.kwargs();
      case "catch_varargs" -> scope.varargs();
      case "caller" -> scope.caller();
      default -> null;
    };
  }
}
