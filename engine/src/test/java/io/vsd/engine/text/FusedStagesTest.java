package io.vsd.engine.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** However a text is cut, the streamed steps give what they give on the whole. */
class FusedStagesTest {
  private static String run(PieceStage stage, String text, Random cuts) {
    StringBuilder out = new StringBuilder();
    for (int from = 0; from < text.length(); ) {
      int to = Math.min(text.length(), from + cuts.nextInt(4));
      stage.piece(text.substring(from, to), out::append);
      from = to;
    }
    stage.end(out::append);
    return out.toString();
  }

  private static String random(Random random) {
    StringBuilder text = new StringBuilder();
    random.ints(random.nextInt(12), 0, 3).forEach(i -> text.append("ab ".charAt(i)));
    return text.toString();
  }

  @Test
  void replacesAsOnTheWholeText() {
    for (String pattern : new String[] {"a", "ab", "aab", "abab", "  "}) {
      Random random = new Random(7);
      for (int round = 0; round < 2000; round++) {
        String text = random(random);
        assertThat(run(new FusedStages.ReplaceText(pattern, "<>"), text, random))
            .as("'%s' in '%s'", pattern, text)
            .isEqualTo(text.replace(pattern, "<>"));
      }
    }
  }

  @Test
  void stripsAsOnTheWholeText() {
    Random random = new Random(8);
    for (int round = 0; round < 5000; round++) {
      String text = random(random);
      int start = random.nextInt(3);
      int stop = random.nextInt(3);
      String expected = text;
      for (int i = 0; i < start && expected.startsWith("a"); i++) {
        expected = expected.substring(1);
      }
      for (int i = 0; i < stop && expected.endsWith("a"); i++) {
        expected = expected.substring(0, expected.length() - 1);
      }
      assertThat(run(new FusedStages.StripText('a', start, stop), text, random))
          .as("'%s' by %d and %d", text, start, stop)
          .isEqualTo(expected);
    }
  }
}
