package io.vsd.engine.training;

import static io.vsd.engine.training.TrainingFixtures.batch;
import static io.vsd.engine.training.TrainingFixtures.options;
import static io.vsd.engine.training.TrainingFixtures.trainer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.pacing.Pacer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrainingBatchTest {

  private static final SamplingParameters WARM = new SamplingParameters(1.0, 1.0, 0, 7);
  private static final int STEPS = 4;
  private static final int WIDTH = TrainingFixtures.TARGET.hiddenSize();

  @TempDir Path directory;

  @Test
  void everyPredictionIsInOnePieceAndReadsTheSameText() {
    List<TrainingSequence> sequences = batch(4, 5, WARM);
    for (int pieceRows : new int[] {1, 2, 3, 7, 8, 1000}) {
      TrainingBatch cut = TrainingBatch.of(sequences, STEPS, WIDTH, pieceRows);
      TrainingLayout whole = cut.whole();
      List<Integer> seen = new ArrayList<>();
      int[] positions = new int[whole.predictions()];
      whole.forEach((row, b, a, step) -> positions[row] = whole.position(b, a, step));
      for (TrainingBatch.Piece piece : cut.pieces()) {
        TrainingLayout layout = piece.layout();
        layout.forEach(
            (row, b, a, step) -> {
              seen.add(piece.rows()[row]);
              assertThat(layout.position(b, a, step)).isEqualTo(positions[piece.rows()[row]]);
            });
        assertThat(layout.spans().stream().mapToInt(TrainingLayout.Span::size).sum())
            .isLessThanOrEqualTo(pieceRows);
      }

      assertThat(seen)
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, whole.predictions()).boxed().toList());
    }
  }

  /** AdamW's first step is a sign: what would be compared is the loss and the gradient's norm. */
  @ParameterizedTest
  @EnumSource(TrainingObjective.class)
  void lossAndGradientOfPiecesAddUpToThoseOfTheWhole(TrainingObjective objective) throws Exception {
    StepReport whole = report(objective, TrainingOptions.Execution.WHOLE_BATCH);
    for (int pieceRows : new int[] {1, 3, 9}) {
      StepReport cut = report(objective, pieceRows);

      assertThat(cut.loss()).isCloseTo(whole.loss(), within(1e-5 * Math.abs(whole.loss())));
      assertThat(cut.gradientNorm())
          .isCloseTo(whole.gradientNorm(), within(1e-4 * whole.gradientNorm()));
      assertThat(cut.rows()).isEqualTo(whole.rows());
      assertThat(cut.agreement()).isEqualTo(whole.agreement());
      assertThat(cut.answerTokens()).isEqualTo(whole.answerTokens());
    }
  }

  private static StepReport report(TrainingObjective objective, int pieceRows)
      throws InterruptedException {
    try (DraftTrainer trainer = trainer(options(objective, pieceRows))) {
      return trainer.step(batch(4, 5, WARM), 3, Pacer.UNPACED);
    }
  }

  @Test
  void pausesChangeNoByteAndComeAfterEveryPiece() throws Exception {
    List<TrainingSequence> sequences = batch(3, 8, WARM);
    TrainingOptions options = options(TrainingObjective.VSD, 4);
    int pieces = TrainingBatch.of(sequences, options.unrolledSteps(), WIDTH, 4).pieces().size();
    int[] pauses = new int[1];
    byte[] paced =
        state(
            options,
            sequences,
            took -> {
              pauses[0]++;
              Thread.sleep(1);
            });

    assertThat(state(options, sequences, Pacer.UNPACED)).isEqualTo(paced);
    // Drawing, differentiating, and one for the optimiser.
    assertThat(pauses[0]).isEqualTo(2 * pieces + 1).isGreaterThan(7);
  }

  private byte[] state(TrainingOptions options, List<TrainingSequence> sequences, Pacer pacer)
      throws IOException, InterruptedException {
    Path file = directory.resolve("state");
    try (DraftTrainer trainer = trainer(options)) {
      trainer.step(sequences, 3, pacer);
      trainer.saveState(file);
    }
    return Files.readAllBytes(file);
  }

  @Test
  void aStepThatIsGivenUpInTheMiddleLeavesNothingBehind() throws Exception {
    List<TrainingSequence> sequences = batch(3, 8, WARM);
    TrainingOptions options = options(TrainingObjective.EAGLE3, 4);
    Path file = directory.resolve("after");
    int[] left = {2};
    try (DraftTrainer trainer = trainer(options)) {
      Map<String, float[]> before = trainer.weights();
      assertThatThrownBy(
              () ->
                  trainer.step(
                      sequences,
                      3,
                      took -> {
                        if (--left[0] == 0) {
                          throw new InterruptedException();
                        }
                      }))
          .isInstanceOf(InterruptedException.class);
      trainer.weights().forEach((name, w) -> assertThat(w).isEqualTo(before.get(name)));
      assertThat(trainer.steps()).isZero();
      trainer.step(sequences, 3, Pacer.UNPACED);
      trainer.saveState(file);
    }

    assertThat(file).hasBinaryContent(state(options, sequences, Pacer.UNPACED));
  }
}
