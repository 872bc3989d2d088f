package io.vsd.engine.text;

import com.hubspot.jinjava.interpret.TemplateError;

/** Functions that chat templates call. Public only because the template engine calls it so. */
public final class TemplateFunctions {
  private TemplateFunctions() {}

  /** A refusal written into the template by the model's authors. */
  static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Refusal(String message) {
      super(message);
    }
  }

  /** The template's {@code raise_exception}. */
  public static Object raiseException(String message) {
    throw new Refusal(message);
  }

  /** What the template's authors wrote, else what the engine says. */
  static String reason(TemplateError error) {
    for (Throwable t = error.getException(); t != null; t = t.getCause()) {
      if (t instanceof Refusal refusal) {
        return String.valueOf(refusal.getMessage());
      }
    }
    return error.getMessage();
  }
}
