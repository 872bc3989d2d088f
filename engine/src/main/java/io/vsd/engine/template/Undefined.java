package io.vsd.engine.template;

/**
 * A value that is not there. It prints as nothing, is false, has no items and equals only its like;
 * any other use of it ends the rendering with its reason.
 */
record Undefined(String reason) {

  static Undefined named(String name) {
    return new Undefined("'" + name + "' is undefined");
  }

  TemplateException used() {
    return new TemplateException(reason);
  }
}
