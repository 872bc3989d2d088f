package io.vsd.engine.template;

import java.util.List;

/** Finds loop controls outside loops and assignments to {@code loop} inside them. */
final class LoopRules {
  private LoopRules() {}

  static void check(List<Statement> template) {
    statements(template, false);
  }

  private static void statements(List<? extends Statement> statements, boolean inLoop) {
    statements.forEach(statement -> statement(statement, inLoop));
  }

  private static void statement(Statement statement, boolean inLoop) {
    switch (statement) {
      case Statement.Text _, Statement.SetValue _, Statement.Print _ -> {}
      case Statement.If branch -> {
        statements(branch.body(), inLoop);
        statements(branch.elifs(), inLoop);
        statements(branch.otherwise(), inLoop);
      }
      case Statement.For loop -> {
        unassigned(loop);
        statements(loop.body(), true);
        // A recursive loop is a function of its own, which ends its callers' loops.
        statements(loop.otherwise(), inLoop && !loop.recursive());
      }
      case Statement.SetBlock set -> statements(set.body(), inLoop);
      case Statement.With with -> statements(with.body(), inLoop);
      case Statement.FilterBlock block -> statements(block.body(), inLoop);
      case Statement.MacroDefinition macro -> statements(macro.body(), false);
      case Statement.CallBlock block -> statements(block.body(), false);
      case Statement.Break control -> inside(inLoop, control.line(), "break");
      case Statement.Continue control -> inside(inLoop, control.line(), "continue");
    }
  }

  private static void inside(boolean inLoop, int line, String tag) {
    if (!inLoop) {
      throw TemplateException.at(line, "{% " + tag + " %} stands outside a loop");
    }
  }

  private static void unassigned(Statement.For loop) {
    SyntaxWalk.walk(
        List.of(loop),
        new SyntaxWalk.Visitor() {
          @Override
          public void stored(int line, String name) {
            if (name.equals("loop")) {
              throw TemplateException.at(line, "'loop' cannot be assigned inside a loop");
            }
          }
        });
  }
}
