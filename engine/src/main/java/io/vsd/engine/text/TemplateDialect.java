package io.vsd.engine.text;

/**
 * Rewrites the few things that chat templates say in a way which Jinjava reads otherwise than
 * Jinja2: {@code namespace(n = a|length - 1)}, taken for {@code (n = a|length) - 1}, gets
 * parentheses around its values, and {@code list[::-1]} becomes {@code list|reverse}. Qwen3's
 * template needs both.
 */
final class TemplateDialect {
  private static final String CALL = "namespace(";

  private final String template;
  private final StringBuilder out = new StringBuilder();
  private int at;

  private TemplateDialect(String template) {
    this.template = template;
  }

  static String translate(String template) {
    return new TemplateDialect(template.replace("[::-1]", "|reverse")).rewrite();
  }

  private String rewrite() {
    for (int call = template.indexOf(CALL); call >= 0; call = template.indexOf(CALL, at)) {
      int begin = call + CALL.length();
      out.append(template, at, begin);
      at = begin;
      arguments();
    }
    return out.append(template, at, template.length()).toString();
  }

  /** Copies up to the closing bracket, argument by argument. */
  private void arguments() {
    int begin = at;
    int depth = 0;
    char quote = 0;
    for (; at < template.length(); at++) {
      char c = template.charAt(at);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '(' || c == '[' || c == '{') {
        depth++;
      } else if (depth == 0 && (c == ',' || c == ')')) {
        argument(template.substring(begin, at));
        if (c == ')') {
          return;
        }
        out.append(c);
        begin = at + 1;
      } else if (c == ')' || c == ']' || c == '}') {
        depth--;
      }
    }
    at = begin;
  }

  private void argument(String text) {
    int equals = text.indexOf('=');
    if (equals > 0 && text.substring(0, equals).strip().matches("\\w+")) {
      out.append(text, 0, equals + 1)
          .append('(')
          .append(text, equals + 1, text.length())
          .append(')');
    } else {
      out.append(text);
    }
  }
}
