package io.vsd.engine.template;

/**
 * A template that cannot be read, or a rendering that jinja2 would end with an exception. The
 * message is one sentence; that of a template's own {@code raise_exception} is passed on unchanged.
 */
public final class TemplateException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  TemplateException(String message) {
    super(message);
  }

  /** What is wrong with a template's text, with the line where it stands. */
  static TemplateException at(int line, String message) {
    return new TemplateException("line " + line + ": " + message);
  }
}
