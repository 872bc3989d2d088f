package io.vsd.trainer.learning;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.training.TrainingSequence;
import io.vsd.trainer.recording.Law;
import io.vsd.trainer.recording.RecordedSession;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SequenceMapperTest {

  private static final int ROW = 48;

  @Test
  void padsTheLastTokenThatNeverEnteredTheTarget() {
    TrainingSequence sequence = SequenceMapper.map(session(4, 6, 9), 64);
    assertThat(sequence.tokens()).hasSize(10);
    assertThat(sequence.firstAnswerPosition()).isEqualTo(4);
    assertThat(sequence.features()).hasSize(10 * ROW);
    assertThat(row(sequence, 8)).containsOnly((byte) 8);
    assertThat(row(sequence, 9)).containsOnly((byte) 0);
  }

  @Test
  void keepsTheEndOfALongPromptAndTheBeginningOfTheAnswer() {
    TrainingSequence sequence = SequenceMapper.map(session(50, 30, 79), 20);
    assertThat(sequence.tokens()).isEqualTo(IntStream.range(40, 60).toArray());
    assertThat(sequence.firstAnswerPosition()).isEqualTo(10);
    assertThat(sequence.lawTokens()[0]).containsExactly(50);
    assertThat(sequence.lawTokens()).hasDimensions(10, 1);
    assertThat(row(sequence, 0)).containsOnly((byte) 40);
  }

  @Test
  void leavesTheAnswerWhatAShortPromptDoesNotNeed() {
    TrainingSequence sequence = SequenceMapper.map(session(4, 60, 64), 20);
    assertThat(sequence.tokens()).isEqualTo(IntStream.range(0, 20).toArray());
    assertThat(sequence.lawTokens()).hasDimensions(16, 1);
  }

  private static byte[] row(TrainingSequence sequence, int token) {
    return Arrays.copyOfRange(sequence.features(), token * ROW, (token + 1) * ROW);
  }

  private static RecordedSession session(int prompt, int answer, int featureRows) {
    byte[] features = new byte[featureRows * ROW];
    for (int i = 0; i < features.length; i++) {
      features[i] = (byte) (i / ROW);
    }
    List<Law> laws =
        IntStream.range(prompt, prompt + answer)
            .mapToObj(p -> new Law(new int[] {p}, new float[] {-1}))
            .toList();
    return new RecordedSession(
        "s",
        "a",
        SamplingParameters.greedy(),
        IntStream.range(0, prompt + answer).toArray(),
        prompt,
        features,
        featureRows,
        laws);
  }
}
