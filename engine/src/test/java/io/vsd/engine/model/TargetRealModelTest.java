package io.vsd.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.engine.backend.Backends;
import io.vsd.engine.fixtures.RealModel;
import io.vsd.engine.text.TextTokenizer;
import io.vsd.engine.tokentree.TokenTree;
import io.vsd.engine.weights.ModelDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What only the real model shows: what decoding blocks to F16 costs in nats, and memory over many
 * rounds.
 */
class TargetRealModelTest {
  private static final String TEXT =
      """
      Photosynthesis is the process by which green plants turn light into chemical energy. Leaves \
      take in carbon dioxide through small openings, and roots bring water up from the soil. In \
      the chloroplasts, light splits the water, oxygen is released into the air, and the energy is \
      stored in sugar. Almost all life on Earth depends on it, directly or through the plants that \
      other animals eat.""";

  @Test
  void blocksDecodedToF16CostLessThanAHundredThousandthOfANat() {
    try (ModelDirectory model = RealModel.open();
        TextTokenizer tokenizer = TextTokenizer.of(model);
        TargetModel packed = Backends.target(model, cpu(Precision.STORED));
        TargetModel reference = Backends.target(model, cpu(Precision.FP32));
        KvSlot packedSlot = packed.openSlot(128);
        KvSlot referenceSlot = reference.openSlot(128)) {
      int[] tokens = tokenizer.encode(TEXT);
      TokenTree chain = chain(Arrays.copyOfRange(tokens, 1, tokens.length));
      try (TreeForward p = packed.forward(packedSlot, tokens[0], chain);
          TreeForward q = reference.forward(referenceSlot, tokens[0], chain)) {
        double total = 0;
        for (int row = 0; row < tokens.length; row++) {
          total +=
              divergence(
                  p.logits(row), p.law(row).logSumExp(), q.logits(row), q.law(row).logSumExp());
        }
        System.out.println("KL(blocks of Q4_1 as F16 || fp32) = " + total / tokens.length);
        assertThat(total / tokens.length).isLessThanOrEqualTo(1e-5);
      }
    }
  }

  @Test
  void nativeMemoryStaysFlatOverRounds() throws IOException {
    try (ModelDirectory model = RealModel.open();
        TargetModel target = Backends.target(model, cpu(Precision.STORED))) {
      rounds(target, 60);
      long smallest = Long.MAX_VALUE;
      // A leak grows every time, the Java heap only now and then.
      for (int batch = 0; batch < 3; batch++) {
        long before = residentMegabytes();
        rounds(target, 120);
        smallest = Math.min(smallest, residentMegabytes() - before);
      }
      // Leaked logits alone would be 120 rounds of 4 rows of 49,152 floats: 94 MB.
      assertThat(smallest).as("MB grown over 120 rounds").isLessThan(20);
    }
  }

  private static void rounds(TargetModel target, int count) {
    try (KvSlot slot = target.openSlot(256)) {
      for (int i = 0; i < count; i++) {
        try (TreeForward forward = target.forward(slot, i, chain(new int[] {5, 6, 7}))) {
          assertThat(forward.logits(3)).isNotEmpty();
          assertThat(forward.features(new int[] {0, 2})).isNotEmpty();
          assertThat(forward.law(2).likeliest(8)).hasSize(8);
        }
        slot.commit(new int[] {0, 2});
      }
    }
  }

  private static double divergence(float[] p, double pSum, float[] q, double qSum) {
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      double logP = p[i] - pSum;
      sum += Math.exp(logP) * (logP - (q[i] - qSum));
    }
    return sum;
  }

  private static TokenTree chain(int[] tokens) {
    return TokenTree.of(
        tokens, IntStream.range(-1, tokens.length - 1).toArray(), new float[tokens.length]);
  }

  private static DeviceOptions cpu(Precision precision) {
    return DeviceOptions.cpu(precision, 1);
  }

  private static long residentMegabytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst()
            .orElseThrow()
        / 1024;
  }
}
