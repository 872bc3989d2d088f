package io.vsd.engine.template;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Compares this engine with jinja2 on a file of cases that a script has written; prints how many
 * agree and what differs. Run by hand: {@code TemplateComparison FILE}.
 */
final class TemplateComparison {
  private TemplateComparison() {}

  public static void main(String[] arguments) throws Exception {
    try (var lines = Files.newBufferedReader(Path.of(arguments[0]))) {
      List<TemplateCases.Case> cases = TemplateCases.read(lines);
      List<String> differences =
          cases.stream().map(TemplateCases::difference).flatMap(Optional::stream).toList();
      differences.forEach(System.out::println);
      System.out.printf("%d cases, %d differ%n", cases.size(), differences.size());
    }
  }
}
