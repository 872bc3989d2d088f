package io.vsd.engine.template;

import io.vsd.engine.template.Statement.Signature;
import io.vsd.engine.template.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Parses a whole template. */
final class StatementParser {
  private static final Set<String> OTHER_TEMPLATES =
      Set.of("block", "extends", "include", "import", "from");
  private static final Set<String> CONSTANTS =
      Set.of("true", "false", "none", "True", "False", "None");

  private final TokenStream stream;
  private final ExpressionParser expressions;

  private StatementParser(TokenStream stream) {
    this.stream = stream;
    this.expressions = new ExpressionParser(stream);
  }

  static List<Statement> parse(String template) {
    StatementParser parser = new StatementParser(new TokenStream(Lexer.tokens(template)));
    return parser.statements(Set.of(), "");
  }

  /** Statements up to a block that starts with one of the names, which is left to be read. */
  private List<Statement> statements(Set<String> ends, String opened) {
    int line = stream.current().line();
    List<Statement> body = new ArrayList<>();
    while (true) {
      Token token = stream.next();
      switch (token.kind()) {
        case DATA -> body.add(new Statement.Text(token.text()));
        case VARIABLE_BEGIN -> {
          body.add(new Statement.Print(expressions.tuple(true, "")));
          stream.expect(Kind.VARIABLE_END, "'}}'");
        }
        case BLOCK_BEGIN -> {
          Token tag = stream.current();
          if (tag.kind() == Kind.NAME && ends.contains(tag.text())) {
            return body;
          }
          body.addAll(statement());
          stream.expect(Kind.BLOCK_END, "'%}'");
        }
        case END -> {
          if (!ends.isEmpty()) {
            throw TemplateException.at(line, "{% " + opened + " %} is never closed");
          }
          return body;
        }
        default -> throw new AssertionError(token);
      }
    }
  }

  /** The body of a tag whose opening is read up to its end, and its closing tag. */
  private List<Statement> body(String opened) {
    List<Statement> body = inner(opened, Set.of("end" + opened));
    stream.next();
    return body;
  }

  private List<Statement> inner(String opened, Set<String> ends) {
    stream.skipOperator(":");
    stream.expect(Kind.BLOCK_END, "'%}'");
    return statements(ends, opened);
  }

  private List<Statement> statement() {
    Token tag = stream.expect(Kind.NAME, "the name of a tag");
    return switch (tag.text()) {
      case "for" -> List.of(loop());
      case "if" -> List.of(condition());
      case "set" -> List.of(assignment());
      case "macro" -> List.of(macro());
      case "call" -> List.of(callBlock(tag.line()));
      case "filter" -> {
        Expression filter = expressions.filters(Optional.empty());
        yield List.of(new Statement.FilterBlock(filter, body("filter")));
      }
      case "with" -> List.of(with());
      case "print" -> printed();
      case "break" -> List.of(new Statement.Break(tag.line()));
      case "continue" -> List.of(new Statement.Continue(tag.line()));
      case "generation" ->
          List.of(
              new Statement.CallBlock(
                  Optional.empty(),
                  new Signature(tag.line(), List.of(), List.of()),
                  body("generation")));
      default -> throw refused(tag);
    };
  }

  private static TemplateException refused(Token tag) {
    String name = "{% " + tag.text() + " %}";
    if (OTHER_TEMPLATES.contains(tag.text())) {
      return TemplateException.at(
          tag.line(), name + " is not supported: a chat template is one file without inheritance");
    }
    if (tag.text().equals("autoescape")) {
      return TemplateException.at(tag.line(), name + " is not supported: chats are not HTML");
    }
    return TemplateException.at(
        tag.line(),
        tag.text().startsWith("end") || tag.text().startsWith("el")
            ? name + " closes nothing that is open"
            : name + " is an unknown tag");
  }

  private Statement loop() {
    Target target = target("in", false);
    stream.expectName("in");
    Expression items = expressions.tuple(false, "recursive");
    Optional<Expression> test =
        stream.skipName("if") ? Optional.of(expressions.expression()) : Optional.empty();
    boolean recursive = stream.skipName("recursive");
    List<Statement> body = inner("for", Set.of("endfor", "else"));
    List<Statement> otherwise = List.of();
    if (stream.next().text().equals("else")) {
      otherwise = inner("for", Set.of("endfor"));
      stream.next();
    }
    return new Statement.For(target, items, test, recursive, body, otherwise);
  }

  private Statement condition() {
    Set<String> ends = Set.of("elif", "else", "endif");
    Expression test = expressions.tuple(false, "");
    List<Statement> body = inner("if", ends);
    List<Statement.If> elifs = new ArrayList<>();
    while (stream.skipName("elif")) {
      Expression elifTest = expressions.tuple(false, "");
      elifs.add(new Statement.If(elifTest, inner("if", ends), List.of(), List.of()));
    }
    List<Statement> otherwise = List.of();
    if (stream.next().text().equals("else")) {
      otherwise = inner("if", Set.of("endif"));
      stream.next();
    }
    return new Statement.If(test, body, elifs, otherwise);
  }

  private Statement assignment() {
    Target target = target("", true);
    if (stream.skipOperator("=")) {
      return new Statement.SetValue(target, expressions.tuple(true, ""));
    }
    Optional<Expression> filter = Optional.empty();
    if (stream.skipOperator("|")) {
      filter = Optional.of(expressions.filters(Optional.empty()));
    }
    return new Statement.SetBlock(target, filter, body("set"));
  }

  private Statement macro() {
    int line = stream.current().line();
    String name = assignable(line, stream.expectName());
    return new Statement.MacroDefinition(name, signature(line), body("macro"));
  }

  private Statement callBlock(int line) {
    Signature signature =
        stream.current().isOperator("(")
            ? signature(line)
            : new Signature(line, List.of(), List.of());
    if (!(expressions.expression() instanceof Expression.Call call)) {
      throw TemplateException.at(line, "{% call %} needs a call");
    }
    return new Statement.CallBlock(Optional.of(call), signature, body("call"));
  }

  private Signature signature(int line) {
    List<String> names = new ArrayList<>();
    List<Expression> defaults = new ArrayList<>();
    stream.expectOperator("(");
    while (!stream.current().isOperator(")")) {
      if (!names.isEmpty()) {
        stream.expectOperator(",");
      }
      String name = assignable(line, stream.expectName());
      if (names.contains(name)) {
        throw TemplateException.at(line, "the parameter '" + name + "' is there twice");
      }
      names.add(name);
      if (stream.skipOperator("=")) {
        defaults.add(expressions.expression());
      } else if (!defaults.isEmpty()) {
        throw TemplateException.at(line, "a parameter without default follows one with a default");
      }
    }
    stream.expectOperator(")");
    return new Signature(line, names, defaults);
  }

  private Statement with() {
    List<Target> targets = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (stream.current().kind() != Kind.BLOCK_END) {
      if (!targets.isEmpty()) {
        stream.expectOperator(",");
      }
      targets.add(target("", false));
      stream.expectOperator("=");
      values.add(expressions.expression());
    }
    return new Statement.With(targets, values, body("with"));
  }

  private List<Statement> printed() {
    List<Statement> prints = new ArrayList<>();
    while (stream.current().kind() != Kind.BLOCK_END) {
      if (!prints.isEmpty()) {
        stream.expectOperator(",");
      }
      prints.add(new Statement.Print(expressions.expression()));
    }
    return prints;
  }

  private Target target(String endName, boolean members) {
    List<Target> items = new ArrayList<>();
    boolean comma = false;
    while (!expressions.atTupleEnd(endName) && !stream.current().isOperator("=")) {
      items.add(oneTarget(members));
      if (!stream.skipOperator(",")) {
        break;
      }
      comma = true;
    }
    if (items.isEmpty()) {
      throw stream.unexpected("a name to assign to");
    }
    return comma ? new Target.Unpacked(items) : items.getFirst();
  }

  private Target oneTarget(boolean members) {
    if (stream.skipOperator("(")) {
      Target inner = target("", false);
      stream.expectOperator(")");
      return inner;
    }
    Token name = stream.expect(Kind.NAME, "a name to assign to");
    if (members && !CONSTANTS.contains(name.text()) && stream.skipOperator(".")) {
      return new Target.Member(name.text(), stream.expectName());
    }
    return new Target.Variable(name.line(), assignable(name.line(), name.text()));
  }

  private static String assignable(int line, String name) {
    if (CONSTANTS.contains(name)) {
      throw TemplateException.at(line, "cannot assign to '" + name + "'");
    }
    return name;
  }
}
