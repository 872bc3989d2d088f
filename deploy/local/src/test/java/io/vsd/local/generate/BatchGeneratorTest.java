package io.vsd.local.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vsd.local.client.CallException;
import io.vsd.local.client.EchoGeneration;
import io.vsd.local.client.GenerationClient;
import io.vsd.proto.generation.v1.ChatMessage;
import io.vsd.proto.speculation.v1.Consent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchGeneratorTest {
  private static final GenerationSettings SETTINGS =
      GenerationSettings.greedy(10, Consent.CONSENT_OFF);

  @Test
  void writesAnswersInTheOrderOfThePromptsAndKeepsEarlierAnswersInTheContext() throws Exception {
    List<Conversation> conversations = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      conversations.add(
          new Conversation(
              "c" + i, "", List.of(Conversation.message("user", "first " + i)), List.of("second")));
    }
    List<Answer> written = new ArrayList<>();
    try (EchoGeneration echo = new EchoGeneration();
        GenerationClient client = new GenerationClient(echo.address())) {
      new BatchGenerator(client, SETTINGS, 3).run(conversations, a -> {}, written::addAll);

      assertThat(echo.requests())
          .filteredOn(r -> r.getChat().getMessagesCount() == 3)
          .hasSize(12)
          .allSatisfy(
              r -> {
                List<ChatMessage> messages = r.getChat().getMessagesList();
                assertThat(messages.get(1).getRole()).isEqualTo("assistant");
                assertThat(messages.get(1).getContent())
                    .isEqualTo(messages.get(0).getContent() + " !");
              });
    }
    assertThat(written).hasSize(24);
    for (int i = 0; i < 24; i++) {
      assertThat(written.get(i).id()).isEqualTo("c" + i / 2);
      assertThat(written.get(i).turn()).isEqualTo(i % 2);
    }
  }

  @Test
  void outputLineHasTheDocumentedKeys() throws Exception {
    List<Answer> written = new ArrayList<>();
    try (EchoGeneration echo = new EchoGeneration();
        GenerationClient client = new GenerationClient(echo.address())) {
      Conversation one =
          new Conversation("one", "", List.of(Conversation.message("user", "a b")), List.of());
      new BatchGenerator(client, SETTINGS, 1).run(List.of(one), a -> {}, written::addAll);
    }
    JsonNode line = new ObjectMapper().readTree(written.getFirst().toJson());
    assertThat(line.fieldNames())
        .toIterable()
        .containsExactly(
            "id",
            "turn",
            "prompt_ids",
            "token_ids",
            "text",
            "finish_reason",
            "acceptance_length",
            "rounds",
            "seconds");
    assertThat(line.get("text").asText()).isEqualTo("a b !");
    assertThat(line.get("token_ids")).hasToString("[100,101]");
    assertThat(line.get("finish_reason").asText()).isEqualTo("stop");
  }

  @Test
  void aRefusedPromptStopsTheBatchWithItsReason() throws Exception {
    try (EchoGeneration echo = new EchoGeneration();
        GenerationClient client = new GenerationClient(echo.address())) {
      Conversation bad =
          new Conversation("bad", "", List.of(Conversation.message("user", "refuse")), List.of());
      assertThatThrownBy(
              () ->
                  new BatchGenerator(client, SETTINGS, 2).run(List.of(bad), a -> {}, answers -> {}))
          .isInstanceOf(CallException.class)
          .hasMessage("INVALID_ARGUMENT EMPTY_PROMPT: no token");
    }
  }
}
