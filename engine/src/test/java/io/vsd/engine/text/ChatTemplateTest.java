package io.vsd.engine.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
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
  void brokenTemplatesAreRefusedWhenTheyAreReadWithTheReason() {
    assertThatThrownBy(() -> ChatTemplate.of("\n{% for m in messages %}{{ m.role }}", Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the chat template is not supported: line 2: {% for %} is never closed");
  }

  @Test
  void theTemplatesOwnRefusalIsPassedOn() {
    ChatTemplate template =
        ChatTemplate.of("{{ raise_exception('Only the user speaks!') }}", Map.of());
    assertThatThrownBy(() -> template.render(List.of(new ChatTurn("user", "x")), false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the chat template refuses this conversation: Only the user speaks!");
  }

  @Test
  void namesAreGivenAsTransformersGivesThem() {
    ChatTemplate template =
        ChatTemplate.of(
            "{{ [tools, documents, add_generation_prompt, bos_token, pad_token is defined] }}",
            Map.of("bos_token", "<s>"));
    assertThat(template.render(List.of(), true)).isEqualTo("[None, None, True, '<s>', False]");
  }

  @Test
  void theDateIsTheClocks() {
    Clock clock = Clock.fixed(Instant.parse("2025-07-04T10:00:00Z"), ZoneOffset.UTC);
    ChatTemplate template = ChatTemplate.of("{{ strftime_now('%d %b %Y') }}", Map.of(), clock);
    assertThat(template.render(List.of(), true)).isEqualTo("04 Jul 2025");
  }

  @Test
  void whatOtherRenderersGetWrongIsRight() {
    String escapes = "a\u001b[31m\b\u0000";
    List<ChatTurn> turns =
        List.of(
            new ChatTurn("user", "false"),
            new ChatTurn("assistant", "two"),
            new ChatTurn("user", escapes));
    Map<String, String> texts =
        Map.of(
            "{% if not add_generation_prompt is defined %}W{% endif %}{{ 1 if not x is defined }}",
            "1",
            "{% if not messages[0].content == 'false' %}N{% else %}H{% endif %}",
            "H",
            "{% if messages[0].content %}Y{{ messages[0].content }}{% else %}N{% endif %}",
            "Yfalse",
            "{% for m in messages if m.role == 'user' %}{{ loop.index }}{{ m.content }}{% endfor %}",
            "1false2" + escapes,
            "x {% if true %}T{% endif %} {% if true %}U{% endif %}",
            "x T U",
            "{% for m in messages %}\r\n{{ m.role }}\r\n{% endfor %}\r\n",
            "user\nassistant\nuser\n",
            "{% for m in messages %}{% if m.role == 'assistant' %}{% generation %}{{ m.content }}"
                + "{% endgeneration %}{% endif %}{% endfor %}",
            "two",
            "{{ messages[-1].content }}",
            escapes);
    texts.forEach(
        (template, text) ->
            assertThat(ChatTemplate.of(template, Map.of()).render(turns, true))
                .as(template)
                .isEqualTo(text));
  }
}
