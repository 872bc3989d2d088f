package io.vsd.engine.draft;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.engine.backend.Backends;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.checkpoint.DraftConfig;
import io.vsd.engine.format.SafetensorsFile;
import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.model.Precision;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Golden values: src/test/python/draft_golden.py, torch 2.7.1 and transformers 5.23. */
@ParameterizedClass(name = "on {0}")
@ValueSource(strings = {"cpu", "torch-cpu"})
class DraftGoldenTest {

  private final String device;

  private final Path dir = resource("golden");

  DraftGoldenTest(String device) {
    this.device = device;
  }

  @Test
  void logitsOfCommittedAndTreeRowsEqualTheReferenceInFp32() throws IOException {
    DraftCheckpoint head = DraftCheckpoint.read(dir);

    assertThat(distance(head, Precision.FP32, "logits")).isLessThan(1e-4);
  }

  @Test
  void storedWeightsStayCloseToTheReference() throws IOException {
    DraftCheckpoint head = DraftCheckpoint.read(dir);

    assertThat(distance(head, Precision.STORED, "logits")).isLessThan(1e-3);
  }

  @Test
  void normedResidualIsTakenWhereTheConfigSaysSo() throws IOException {
    DraftCheckpoint head = DraftCheckpoint.read(dir);
    DraftConfig c = head.config();
    DraftConfig normed =
        new DraftConfig(
            c.hiddenSize(),
            c.intermediateSize(),
            c.numHeads(),
            c.numKvHeads(),
            c.headDim(),
            c.vocabSize(),
            c.draftVocabSize(),
            c.maxPositions(),
            c.ropeTheta(),
            c.rmsNormEps(),
            true,
            null,
            List.of());
    DraftCheckpoint flipped =
        DraftCheckpoint.of(head.manifest(), normed, head.weights(), head.draftTokens());

    assertThat(distance(flipped, Precision.FP32, "logits_normed_residual")).isLessThan(1e-4);
    assertThat(distance(flipped, Precision.FP32, "logits")).isGreaterThan(1e-2);
  }

  /** Largest difference over the root and all nodes. */
  private double distance(DraftCheckpoint checkpoint, Precision precision, String expectedName) {
    try (SafetensorsFile golden = SafetensorsFile.open(dir.resolve("golden.safetensors"))) {
      int hidden = checkpoint.config().hiddenSize();
      TargetEmbedding embedding = TargetEmbedding.of(golden.readFloats("embedding"), hidden);
      int[] tokens = ints(golden.readLongs("tokens"));
      float[] features = golden.readFloats("features");
      int[] nodeTokens = ints(golden.readLongs("node_tokens"));
      int[] parents = ints(golden.readLongs("parents"));
      float[] expected = golden.readFloats(expectedName);
      float[] actual = new float[expected.length];
      DeviceOptions options = new DeviceOptions(device, precision, 1);
      try (DraftModel model = Backends.draft(checkpoint, embedding, options);
          DraftSession session = model.openSession(64)) {
        // In two parts, as a prefill and a round would give them.
        session.extend(Arrays.copyOf(tokens, 6), halves(features, 0, 6 * 3 * hidden));
        session.extend(
            Arrays.copyOfRange(tokens, 6, tokens.length),
            halves(features, 6 * 3 * hidden, features.length));
        treeLogits(session, nodeTokens, parents, actual);
      }
      double worst = 0;
      for (int i = 0; i < expected.length; i++) {
        worst = Math.max(worst, Math.abs(expected[i] - actual[i]));
      }
      return worst;
    }
  }

  private static void treeLogits(
      DraftSession session, int[] tokens, int[] parents, float[] logits) {
    int[] depths = new int[tokens.length];
    int[] rowInLevel = new int[tokens.length];
    try (DraftRows rows = session.startTree()) {
      float[] root = rows.logits();
      System.arraycopy(root, 0, logits, 0, root.length);
      for (int depth = 1; depth <= 3; depth++) {
        int wanted = depth;
        int[] level =
            java.util.stream.IntStream.range(0, tokens.length)
                .filter(
                    i -> {
                      depths[i] = parents[i] < 0 ? 1 : depths[parents[i]] + 1;
                      return depths[i] == wanted;
                    })
                .toArray();
        rows.expand(
            Arrays.stream(level).map(i -> tokens[i]).toArray(),
            Arrays.stream(level).map(i -> parents[i] < 0 ? 0 : rowInLevel[parents[i]]).toArray());
        float[] out = rows.logits();
        for (int r = 0; r < level.length; r++) {
          rowInLevel[level[r]] = r;
          System.arraycopy(out, r * root.length, logits, (level[r] + 1) * root.length, root.length);
        }
      }
    }
  }

  private static byte[] halves(float[] values, int from, int to) {
    ByteBuffer b = ByteBuffer.allocate(2 * (to - from)).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = from; i < to; i++) {
      b.putShort(Float.floatToFloat16(values[i]));
    }
    return b.array();
  }

  private static int[] ints(long[] values) {
    return Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
  }

  private static Path resource(String name) {
    try {
      URL url = Objects.requireNonNull(DraftGoldenTest.class.getResource(name), name);
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
