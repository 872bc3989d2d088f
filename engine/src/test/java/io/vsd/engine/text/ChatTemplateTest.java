package io.vsd.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ChatTemplateTest {
  private static final Map<String, String> SPECIAL =
      Map.of("bos_token", "<|begin_of_text|>", "eos_token", "<|eot_id|>");

  private static ChatTemplate template(String name) throws IOException {
    String path = "/text/templates/" + name + ".jinja";
    try (InputStream in = ChatTemplateTest.class.getResourceAsStream(path)) {
      byte[] text = Objects.requireNonNull(in, path).readAllBytes();
      return ChatTemplate.of(new String(text, StandardCharsets.UTF_8), SPECIAL);
    }
  }

  @Test
  void rendersEveryConversationAsTransformersDoes() throws IOException {
    int cases = 0;
    for (JsonNode entry : TextTokenizerTest.golden("conversations.json")) {
      ChatTemplate template = template(entry.path("template").asText());
      List<ChatTurn> turns = new ArrayList<>();
      for (JsonNode turn : entry.path("turns")) {
        turns.add(new ChatTurn(turn.get(0).asText(), turn.get(1).asText()));
      }
      boolean prompt = entry.path("add_generation_prompt").asBoolean();
      if (entry.has("text")) {
        assertThat(template.render(turns, prompt))
            .as("%s %s", entry.path("template"), turns)
            .isEqualTo(entry.path("text").asText());
      } else {
        assertThatThrownBy(() -> template.render(turns, prompt))
            .as("%s %s", entry.path("template"), turns)
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining(entry.path("error").asText());
      }
      cases++;
    }
    assertThat(cases).isEqualTo(60);
  }

  @Test
  void templateCodeInATurnStaysText() {
    ChatTemplate template = ChatTemplate.of("{{ messages[0]['content'] }}", Map.of());
    String hostile =
        "{{ messages }}{% raw %}{{ 'a'.getClass() }}{# gone #}{% include '/etc/passwd' %}";
    assertThat(template.render(List.of(new ChatTurn("user", hostile)), false)).isEqualTo(hostile);
  }

  @Test
  void brokenTemplatesAreRefusedWithTheReason() {
    ChatTemplate template = ChatTemplate.of("{% for m in messages %}{{ m.role }}", Map.of());
    assertThatThrownBy(() -> template.render(List.of(new ChatTurn("user", "x")), false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("chat template");
  }
}
