package io.vsd.engine.template;

import java.math.BigInteger;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The functions that every template has. */
final class Globals {
  static final Set<String> NAMES =
      Set.of("range", "dict", "namespace", "cycler", "joiner", "raise_exception", "strftime_now");

  private Globals() {}

  static Map<String, Object> of(Clock clock) {
    return Map.of(
        "range", PyCallable.of("range", Globals::range),
        "dict", PyCallable.of("dict", Globals::dict),
        "namespace", PyCallable.of("namespace", Globals::namespace),
        "cycler", PyCallable.of("cycler", arguments -> new Cycler(arguments.positional())),
        "joiner", PyCallable.of("joiner", Globals::joiner),
        "raise_exception", PyCallable.of("raise_exception", Globals::raise),
        "strftime_now",
            PyCallable.of(
                "strftime_now",
                arguments -> {
                  String format = arguments.bind("strftime_now", 1, "format").text(0, "");
                  return new DateFormat(ZonedDateTime.now(clock)).format(format);
                }));
  }

  private static Object range(Arguments arguments) {
    Arguments.Bound bound = arguments.bindPlaces("range", 1, 3);
    List<Object> given = arguments.positional();
    for (Object bounds : given) {
      Values.integer(bounds);
    }
    BigInteger first = Numbers.whole(bound.get(0));
    return given.size() == 1
        ? new PyRange(BigInteger.ZERO, first, BigInteger.ONE)
        : new PyRange(
            first, Numbers.whole(bound.get(1)), Numbers.whole(bound.get(2, BigInteger.ONE)));
  }

  private static PyDict dict(Arguments arguments) {
    PyDict dict = new PyDict();
    Object start = arguments.positional().isEmpty() ? new PyDict() : arguments.positional().get(0);
    if (arguments.positional().size() > 1) {
      throw new TemplateException("dict() takes at most one positional argument");
    }
    if (start instanceof Undefined undefined) {
      throw undefined.used();
    }
    if (start instanceof PyDict other) {
      other.entries().forEach(e -> dict.put(e.key(), e.value()));
    } else {
      for (Object pair : Values.items(start)) {
        List<Object> parts = Values.items(pair);
        if (parts.size() != 2) {
          throw new TemplateException("dict() needs pairs of a key and a value");
        }
        dict.put(parts.get(0), parts.get(1));
      }
    }
    arguments.named().forEach(dict::put);
    return dict;
  }

  private static PyNamespace namespace(Arguments arguments) {
    PyNamespace namespace = new PyNamespace();
    for (PyDict.Entry entry : dict(arguments).entries()) {
      namespace.members().put(Values.text(entry.key()), entry.value());
    }
    return namespace;
  }

  private static Object joiner(Arguments arguments) {
    Object separator = arguments.bind("joiner", 0, "sep").get(0, ", ");
    boolean[] used = {false};
    return PyCallable.of(
        "joiner",
        _ -> {
          Object result = used[0] ? separator : "";
          used[0] = true;
          return result;
        });
  }

  private static Object raise(Arguments arguments) {
    throw new TemplateException(
        Representation.str(arguments.bind("raise_exception", 1, "message").get(0)));
  }
}
