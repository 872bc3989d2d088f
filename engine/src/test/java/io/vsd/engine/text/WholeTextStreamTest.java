package io.vsd.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WholeTextStreamTest {
  /** As SentencePiece does: the first word's space goes, and one odd id is half a character. */
  private static String decode(int[] ids) {
    String text =
        Arrays.stream(ids)
            .mapToObj(id -> id == 7 ? "\uFFFD" : " w" + id)
            .collect(Collectors.joining())
            .replace("\uFFFD\uFFFD", "é");
    return text.startsWith(" ") ? text.substring(1) : text;
  }

  @Test
  void decodersThatLookAtNeighboursStreamToTheTextOfTheWhole() {
    int[] ids = {1, 7, 7, 2, 7, 3, 7};
    WholeTextStream stream = new WholeTextStream(WholeTextStreamTest::decode);
    StringBuilder text = new StringBuilder();
    for (int id : ids) {
      text.append(stream.append(id));
    }
    assertThat(text).doesNotContain("w3\uFFFD");
    assertThat(text.append(stream.finish())).hasToString(decode(ids));
  }
}
