package io.vsd.engine.template;

import io.vsd.engine.template.Token.Kind;
import java.util.List;

/** Tokens read one after the other. */
final class TokenStream {
  private final List<Token> tokens;
  private int at;

  TokenStream(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token current() {
    return tokens.get(at);
  }

  Token following() {
    return tokens.get(Math.min(at + 1, tokens.size() - 1));
  }

  Token next() {
    Token token = current();
    at = Math.min(at + 1, tokens.size() - 1);
    return token;
  }

  boolean skipName(String name) {
    boolean there = current().isName(name);
    if (there) {
      next();
    }
    return there;
  }

  boolean skipOperator(String operator) {
    boolean there = current().isOperator(operator);
    if (there) {
      next();
    }
    return there;
  }

  Token expect(Kind kind, String what) {
    if (current().kind() != kind) {
      throw unexpected(what);
    }
    return next();
  }

  String expectName() {
    return expect(Kind.NAME, "a name").text();
  }

  void expectName(String name) {
    if (!skipName(name)) {
      throw unexpected("'" + name + "'");
    }
  }

  void expectOperator(String operator) {
    if (!skipOperator(operator)) {
      throw unexpected("'" + operator + "'");
    }
  }

  TemplateException unexpected(String wanted) {
    return TemplateException.at(
        current().line(), current().described() + " stands where " + wanted + " is expected");
  }
}
