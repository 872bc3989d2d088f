package io.vsd.engine.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TemplateGoldenTest {

  @Test
  void rendersAndRaisesAsJinja2DoesOnEveryConstructAndOnGeneratedTemplates() throws IOException {
    List<TemplateCases.Case> cases;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(getClass().getResourceAsStream("/template/cases.jsonl")),
                StandardCharsets.UTF_8))) {
      cases = TemplateCases.read(lines);
    }
    assertThat(cases).hasSize(6000);
    assertThat(cases.stream().map(TemplateCases::difference).flatMap(Optional::stream)).isEmpty();
  }
}
