package io.vsd.local.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PromptFileTest {
  @Test
  void readsPromptMessagesAndTurns() {
    List<Conversation> read =
        PromptFile.parse(
            List.of(
                "{\"id\": \"a\", \"prompt\": \"hi\", \"domain\": \"d\"}",
                "",
                "{\"messages\": [{\"role\": \"system\", \"content\": \"s\"},"
                    + " {\"role\": \"user\", \"content\": \"u\"}]}",
                "{\"id\": 3, \"category\": \"c\", \"turns\": [\"one\", \"two\", \"three\"]}"),
            "test");

    assertThat(read).hasSize(3);
    assertThat(read.get(0).id()).isEqualTo("a");
    assertThat(read.get(0).domain()).isEqualTo("d");
    assertThat(read.get(0).opening()).containsExactly(Conversation.message("user", "hi"));
    assertThat(read.get(1).id()).as("line number stands in").isEqualTo("3");
    assertThat(read.get(1).opening())
        .containsExactly(Conversation.message("system", "s"), Conversation.message("user", "u"));
    assertThat(read.get(2).replies()).isEqualTo(3);
    assertThat(read.get(2).laterTurns()).containsExactly("two", "three");
    assertThat(read.get(2).domain()).isEqualTo("c");
  }

  @Test
  void namesTheLineThatIsMalformed() {
    for (String bad :
        List.of(
            "{\"id\": \"x\"}",
            "{\"prompt\": \"a\", \"turns\": [\"b\"]}",
            "{\"prompt\": 5}",
            "{\"turns\": []}",
            "{\"messages\": [{\"role\": \"user\"}]}",
            "not json")) {
      assertThatThrownBy(() -> PromptFile.parse(List.of("{\"prompt\": \"fine\"}", bad), "file"))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("file line 2: ");
    }
    assertThatThrownBy(() -> PromptFile.parse(List.of(""), "file"))
        .hasMessageContaining("no prompt");
  }
}
