package io.vsd.engine.template;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A chat template, read once and rendered often. Thread-safe.
 *
 * <p>Reading refuses what jinja2 refuses when it compiles a template, and everything that this
 * package lacks, by name and line. Rendering is bounded by {@link Limits}.
 */
public final class Template {
  private final List<Statement> statements;
  private final Scopes scopes;

  private Template(List<Statement> statements, Scopes scopes) {
    this.statements = statements;
    this.scopes = scopes;
  }

  /**
   * Reads a template.
   *
   * @param passed the names that {@link #render} is given values under; a call of any other name
   *     that the template does not define is refused
   * @throws TemplateException if it is malformed or needs what is not supported
   */
  public static Template parse(String text, Set<String> passed) {
    try {
      List<Statement> statements = StatementParser.parse(text);
      LoadCheck.check(statements, passed);
      return new Template(statements, new Scopes(statements));
    } catch (StackOverflowError e) {
      throw new TemplateException("the template is nested too deeply");
    }
  }

  /**
   * Renders the template.
   *
   * @param passed values by name: maps with text keys, lists, texts, numbers, booleans and null
   * @param clock what {@code strftime_now} reads
   * @throws TemplateException if the template raises, is given what it cannot use, or does not end
   */
  public String render(Map<String, ? extends @Nullable Object> passed, Clock clock) {
    Map<String, Object> values = new HashMap<>(Globals.of(clock));
    passed.forEach((name, value) -> values.put(name, Values.of(value)));
    try {
      return new Interpreter(scopes, values).render(statements);
    } catch (StackOverflowError e) {
      throw new TemplateException("the template calls itself too deeply");
    }
  }
}
