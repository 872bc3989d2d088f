package io.vsd.trainer.transcripts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TranscriptFileTest {

  @TempDir Path directory;

  @Test
  void readsTranscriptsAndSkipsThoseWithNothingToLearn() throws IOException {
    Path file =
        file(
            """
            {"id":"a","domain":"code","temperature":1,"prompt_ids":[1,2],"answer_ids":[3,4,5]}

            {"id":"b","domain":"code","temperature":0,"prompt_ids":[1,2],"answer_ids":[3]}
            """);

    List<Transcript> all = TranscriptFile.read(file, 10, 100);

    assertThat(all).hasSize(1);
    assertThat(all.getFirst().id()).isEqualTo("a");
    assertThat(all.getFirst().temperature()).isEqualTo(1);
    assertThat(all.getFirst().answerTokens()).containsExactly(3, 4, 5);
  }

  @Test
  void cutsTextsAtTheLimit() throws IOException {
    Path file = file("{\"id\":\"a\",\"prompt_ids\":[1,2],\"answer_ids\":[3,4,5,6]}\n");

    assertThat(TranscriptFile.read(file, 10, 5).getFirst().answerTokens()).containsExactly(3, 4, 5);
  }

  @Test
  void namesTheLineAndTheTokenThatIsUnknown() throws IOException {
    Path file =
        file(
            """
            {"id":"a","prompt_ids":[1,2],"answer_ids":[3,4]}
            {"id":"b","prompt_ids":[1,99],"answer_ids":[3,4]}
            """);

    assertThatThrownBy(() -> TranscriptFile.read(file, 10, 100))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("line 2")
        .hasMessageContaining("prompt_ids[1] = 99");
  }

  @Test
  void namesTheLineThatIsNoJson() throws IOException {
    Path file = file("{\"id\":\"a\",\"prompt_ids\":[1");

    assertThatThrownBy(() -> TranscriptFile.read(file, 10, 100))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("line 1");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(directory.resolve("transcripts.jsonl"), text);
  }
}
