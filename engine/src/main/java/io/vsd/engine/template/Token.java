package io.vsd.engine.template;

/**
 * One token of a template.
 *
 * @param text the operator, the name, the digits, or the unescaped text of a string or of data
 */
record Token(int line, Kind kind, String text) {

  enum Kind {
    DATA,
    VARIABLE_BEGIN,
    VARIABLE_END,
    BLOCK_BEGIN,
    BLOCK_END,
    NAME,
    STRING,
    INTEGER,
    FLOAT,
    OPERATOR,
    END
  }

  boolean isName(String name) {
    return kind == Kind.NAME && text.equals(name);
  }

  boolean isOperator(String operator) {
    return kind == Kind.OPERATOR && text.equals(operator);
  }

  String described() {
    return switch (kind) {
      case DATA -> "text";
      case VARIABLE_BEGIN -> "'{{'";
      case VARIABLE_END -> "'}}'";
      case BLOCK_BEGIN -> "'{%'";
      case BLOCK_END -> "'%}'";
      case STRING -> "a string";
      case NAME, INTEGER, FLOAT, OPERATOR -> "'" + text + "'";
      case END -> "the end of the template";
    };
  }
}
