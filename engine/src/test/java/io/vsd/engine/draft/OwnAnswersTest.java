package io.vsd.engine.draft;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.engine.backend.Backends;
import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.fixtures.TinyModels;
import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.model.Precision;
import io.vsd.engine.model.TargetModel;
import io.vsd.engine.weights.ModelDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnAnswersTest {
  @TempDir private Path tmp = Path.of("");

  @Test
  void answersOfSeveralAtATimeAreThoseOfEachAlone() {
    Random random = new Random(3);
    List<OwnAnswers.Question> questions =
        IntStream.range(0, 12)
            .mapToObj(
                i ->
                    new OwnAnswers.Question(
                        random.ints(3 + i, 3, 40).toArray(),
                        new SamplingParameters(i % 2, 1, 0, i)))
            .toList();
    try (ModelDirectory directory = ModelDirectory.open(TinyModels.llama(tmp.resolve("m"), 11));
        TargetModel target = Backends.target(directory, DeviceOptions.cpu(Precision.STORED, 1))) {
      OwnAnswers answers = new OwnAnswers(target, 20);
      List<RecordedSession> together = answers.answer(questions);
      for (int i = 0; i < questions.size(); i++) {
        RecordedSession alone = answers.answer(List.of(questions.get(i))).getFirst();
        assertThat(together.get(i).tokens()).as("question %d", i).isEqualTo(alone.tokens());
        assertThat(together.get(i).features()).isEqualTo(alone.features());
        assertThat(together.get(i).firstAnswerPosition())
            .isEqualTo(questions.get(i).prompt().length);
      }
    }
  }
}
