package io.vsd.engine.template;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Cases that template_golden.py and compare_templates.py write, and what this engine makes of them.
 */
final class TemplateCases {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Clock NOW =
      Clock.fixed(Instant.parse("2024-03-05T07:08:09.123456Z"), ZoneOffset.UTC);

  /**
   * @param text what jinja2 renders, empty where it raises
   * @param message what the template itself raises with
   */
  record Case(
      Map<String, Object> passed,
      String template,
      Optional<String> text,
      Optional<String> message) {}

  /** What a rendering gives: a text, or why there is none. */
  record Outcome(Optional<String> text, String reason) {}

  private TemplateCases() {}

  static List<Case> read(BufferedReader lines) throws IOException {
    List<Map<String, Object>> sets = new ArrayList<>();
    for (JsonNode set : JSON.readTree(lines.readLine())) {
      sets.add(JSON.convertValue(set, new TypeReference<>() {}));
    }
    List<Case> cases = new ArrayList<>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      JsonNode values = JSON.readTree(line);
      cases.add(
          new Case(
              sets.get(values.get(0).asInt()),
              values.get(1).asText(),
              text(values.path(2)),
              text(values.path(3))));
    }
    return cases;
  }

  private static Optional<String> text(JsonNode node) {
    return node.isTextual() ? Optional.of(node.asText()) : Optional.empty();
  }

  static Outcome render(String template, Map<String, Object> passed) {
    try {
      Template parsed = Template.parse(template, Set.copyOf(passed.keySet()));
      return new Outcome(Optional.of(parsed.render(passed, NOW)), "");
    } catch (TemplateException e) {
      return new Outcome(Optional.empty(), String.valueOf(e.getMessage()));
    }
  }

  /** What differs between jinja2 and this engine, if anything does. */
  static Optional<String> difference(Case expected) {
    Outcome got = render(expected.template(), expected.passed());
    boolean right =
        got.text().equals(expected.text())
            && expected.message().map(got.reason()::equals).orElse(true);
    return right
        ? Optional.empty()
        : Optional.of(
            "%s%n  jinja2: %s%n  here:   %s"
                .formatted(
                    expected.template(),
                    expected.text().or(expected::message).orElse("raises"),
                    got.text().orElse("refused: " + got.reason())));
  }
}
