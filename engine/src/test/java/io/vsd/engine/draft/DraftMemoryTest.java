package io.vsd.engine.draft;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.engine.backend.Backends;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.price.RoundCosts;
import io.vsd.engine.tokentree.TreeShape;
import io.vsd.engine.weights.ModelConfig;
import io.vsd.engine.weights.ProjectionBiases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A wide head makes one leaked tensor a round show up as tens of megabytes. */
class DraftMemoryTest {

  private static final int H = 32;
  private static final int VOCAB = 16_384;

  private final ModelConfig target =
      new ModelConfig(
          "llama",
          8,
          H,
          48,
          4,
          2,
          8,
          VOCAB,
          4096,
          10000,
          1e-5,
          true,
          ProjectionBiases.NONE,
          false,
          new int[] {0},
          OptionalInt.empty(),
          null);
  private final DraftCheckpoint checkpoint =
      TinyDraft.checkpoint(target, IntStream.range(0, VOCAB).toArray(), 1);
  private final TargetEmbedding embedding = TargetEmbedding.of(new float[VOCAB * H], H);

  @Test
  void nativeMemoryIsFlatOverRoundsAndSessions() throws IOException {
    try (DraftModel model = Backends.draft(checkpoint, embedding, TinyDraft.STORED)) {
      // One leaked tensor of logits a round would be 26 MB a batch.
      assertThat(smallestGrowth(() -> rounds(model, 100))).isLessThan(8L << 20);
    }
  }

  @Test
  void nativeMemoryIsFlatOverSwaps() throws IOException {
    // One leaked generation a swap would be more than 20 MB a batch.
    assertThat(smallestGrowth(() -> swaps(20))).isLessThan(8L << 20);
  }

  /** A leak grows in every batch, the heap and the allocator's arenas only now and then. */
  private static long smallestGrowth(Runnable batch) throws IOException {
    batch.run();
    long smallest = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      long before = residentBytes();
      batch.run();
      smallest = Math.min(smallest, residentBytes() - before);
    }
    return smallest;
  }

  private void swaps(int count) {
    for (int i = 0; i < count; i++) {
      try (DraftModel model = Backends.draft(checkpoint, embedding, TinyDraft.STORED)) {
        rounds(model, 1);
      }
    }
  }

  private static void rounds(DraftModel model, int count) {
    TreeDrafter drafter = new TreeDrafter();
    TreeShape shape = new TreeShape(12, 3, 4);
    for (int session = 0; session < Math.max(1, count / 20); session++) {
      try (DraftSession s = model.openSession(512)) {
        for (int round = 0; round < Math.min(20, count); round++) {
          s.extend(new int[] {round + 1, round + 2}, TinyDraft.features(2, H, round));
          drafter.propose(
              s,
              shape,
              RoundCosts.nothing(),
              new SamplingParameters(1, 1, 0, session),
              s.committed() + 1);
        }
      }
    }
  }

  private static long residentBytes() throws IOException {
    System.gc();
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
        .findFirst()
        .orElseThrow();
  }
}
