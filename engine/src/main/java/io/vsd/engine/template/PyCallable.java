package io.vsd.engine.template;

import java.util.function.Function;

/** Something that a template can call. */
interface PyCallable {
  Object call(Arguments arguments);

  /** Its name, for messages. */
  String name();

  static PyCallable of(String name, Function<Arguments, Object> body) {
    return new PyCallable() {
      @Override
      public Object call(Arguments arguments) {
        return body.apply(arguments);
      }

      @Override
      public String name() {
        return name;
      }
    };
  }
}
