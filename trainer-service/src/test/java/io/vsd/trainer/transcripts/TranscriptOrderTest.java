package io.vsd.trainer.transcripts;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.engine.training.TrainingObjective;
import io.vsd.engine.training.TrainingOptions.Compute;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TranscriptOrderTest {

  private final List<Transcript> texts =
      IntStream.range(0, 50)
          .mapToObj(i -> new Transcript("t" + i, "qa", 0, new int[] {1}, new int[3 + i % 7]))
          .toList();

  @Test
  void everyTextComesOnceAPassInBatchesThatTheSeedDecides() {
    List<List<Transcript>> batches = TranscriptOrder.batches(texts, options(1, Long.MAX_VALUE, 1));

    assertThat(batches.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(texts);
    assertThat(TranscriptOrder.batches(texts, options(1, Long.MAX_VALUE, 1))).isEqualTo(batches);
    assertThat(TranscriptOrder.batches(texts, options(1, Long.MAX_VALUE, 2))).isNotEqualTo(batches);
  }

  @Test
  void stopsWithTheBatchThatReachesTheLimit() {
    List<List<Transcript>> batches = TranscriptOrder.batches(texts, options(3, 100, 1));
    long tokens = batches.stream().mapToLong(TranscriptOrder::answerTokens).sum();

    assertThat(tokens).isBetween(100L, 100L + 8 * 9);
  }

  @Test
  void whatIsLeftOfAnOrderGoesOnBehindWhatWasTrained() {
    List<List<Transcript>> batches = TranscriptOrder.batches(texts, options(1, Long.MAX_VALUE, 1));
    long trained =
        TranscriptOrder.answerTokens(batches.get(0)) + TranscriptOrder.answerTokens(batches.get(1));

    assertThat(TranscriptOrder.after(batches, trained))
        .isEqualTo(batches.subList(2, batches.size()));
    assertThat(TranscriptOrder.after(batches, 0)).isEqualTo(batches);
  }

  @Test
  void heldOutTextsDoNotDependOnTheOrderOfTheFile() {
    List<Transcript> shuffled = new ArrayList<>(texts);
    Collections.shuffle(shuffled, new Random(3));

    assertThat(TranscriptOrder.heldOut(shuffled, 9))
        .hasSize(9)
        .isEqualTo(TranscriptOrder.heldOut(texts, 9));
  }

  private static TranscriptOptions options(int passes, long maxTokens, long seed) {
    return new TranscriptOptions(
        Path.of("t"),
        Path.of("m"),
        Path.of("o"),
        Optional.empty(),
        TrainingObjective.EAGLE3,
        1e-3,
        40,
        3,
        8,
        maxTokens,
        passes,
        seed,
        Compute.FP32,
        1,
        0,
        0,
        4,
        new TranscriptOptions.Experts(1, 1 << 20, Optional.empty(), 4));
  }
}
