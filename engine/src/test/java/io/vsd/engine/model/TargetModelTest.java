package io.vsd.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.vsd.engine.backend.Backends;
import io.vsd.engine.decoding.TokenLaw;
import io.vsd.engine.fixtures.TeacherForced;
import io.vsd.engine.fixtures.TeacherForcing;
import io.vsd.engine.fixtures.TinyModels;
import io.vsd.engine.tokentree.TokenTree;
import io.vsd.engine.weights.ModelDirectory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The target's contract on a tiny model: what it gives and what it refuses. */
class TargetModelTest {
  private static final DeviceOptions CPU = DeviceOptions.cpu(Precision.STORED, 1);

  @TempDir Path directory;
  private ModelDirectory model;
  private TargetModel target;

  @BeforeEach
  void load() {
    model = ModelDirectory.open(TinyModels.llama(directory, 5));
    target = Backends.target(model, CPU);
  }

  @AfterEach
  void close() {
    target.close();
    model.close();
  }

  @Test
  void lawsOfARowAgreeWithItsLogits() {
    try (KvSlot slot = target.openSlot(8);
        TreeForward forward = target.forward(slot, 3, chain(2))) {
      for (int row = 0; row < forward.rows(); row++) {
        float[] logits = forward.logits(row);
        double sum = 0;
        for (float logit : logits) {
          sum += Math.exp(logit);
        }
        TokenLaw law = forward.law(row);
        assertThat(law.logSumExp()).isCloseTo(Math.log(sum), within(1e-9));
        TopLogProbs top = TopLogProbs.of(law, 3);
        for (int i = 0; i < 3; i++) {
          assertThat((float) law.logProb(top.tokenIds()[i])).isEqualTo(top.logProbs()[i]);
          assertThat((double) top.logProbs()[i])
              .isCloseTo(logits[top.tokenIds()[i]] - Math.log(sum), within(1e-4));
        }
      }
    }
  }

  @Test
  void teacherForcingGivesTheLawsAndFeaturesOfDecoding() {
    int[] tokens = IntStream.range(0, 150).map(i -> i * 5 % 60).toArray();
    TeacherForced forced = TeacherForcing.run(target, tokens, 70, 4);
    assertThat(forced.laws()).hasSize(80);
    try (KvSlot slot = target.openSlot(200)) {
      target.prefill(slot, Arrays.copyOf(tokens, 69)).close();
      for (int i = 69; i < 149; i++) {
        try (TreeForward step = target.forward(slot, tokens[i], TokenTree.empty())) {
          TopLogProbs law = forced.laws().get(i - 69);
          assertThat(law.tokenIds()).isEqualTo(TopLogProbs.of(step.law(0), 4).tokenIds());
          int width = 6 * target.config().hiddenSize();
          assertThat(Arrays.copyOfRange(forced.features(), i * width, (i + 1) * width))
              .isEqualTo(step.features(new int[] {0}));
        }
        slot.commit(new int[] {0});
      }
    }
  }

  @Test
  void refusesWrongInputWithTheReason() {
    try (KvSlot slot = target.openSlot(4);
        TargetModel other = Backends.target(model, CPU)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> target.forward(slot, 1_000_000, TokenTree.empty()))
          .withMessageContaining("token id 1000000 is not within 0..");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> target.forward(slot, -1, TokenTree.empty()));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> target.prefill(slot, new int[] {1, 2, 3, 4, 5}))
          .withMessageContaining("slot holds 0 of 4 tokens; 5 more do not fit");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> target.prefill(slot, new int[0]))
          .withMessageContaining("no tokens");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> target.forward(slot, 1, chain(RowRequest.MAX_ROWS)))
          .withMessageContaining("at most");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> slot.commit(new int[] {0}))
          .withMessageContaining("row 0 cannot be committed");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> other.forward(slot, 1, TokenTree.empty()))
          .withMessageContaining("another model");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> target.openSlot(1 << 20))
          .withMessageContaining("positions");
    }
  }

  @Test
  void saysHowManyGpusAreSeenWhereOneIsNotThere() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Backends.target(model, new DeviceOptions("cuda:99", Precision.FP32, 1)))
        .withMessageMatching(
            "device cuda:99 is not available: libcudart shows \\d+ CUDA devices.*");
  }

  @Test
  void refusesDevicesThatCannotServe() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DeviceOptions("tpu", Precision.FP32, 1))
        .withMessageContaining("unknown device");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Precision.of("int3"))
        .withMessageContaining("known are stored, fp32, fp16, bf16");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Precision.of("packed-fp16"))
        .withMessage("precision packed-fp16 is gone: use stored (the weights as they are) or fp16");
    int cores = Runtime.getRuntime().availableProcessors();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Backends.target(model, DeviceOptions.cpu(Precision.STORED, cores + 1)))
        .withMessage(
            "%d threads asked for; this machine has %d cores: choose 1 to %d"
                .formatted(cores + 1, cores, cores));
  }

  @Test
  void everyPrecisionAndArithmeticHasAFingerprintOfItsOwn() {
    assertThat(target.fingerprint()).isEqualTo(TargetFingerprint.of(model, CPU));
    assertThat(
            Stream.of("cpu", "torch-cpu")
                .flatMap(
                    device ->
                        Arrays.stream(Precision.values()).map(p -> new DeviceOptions(device, p, 1)))
                .map(options -> TargetFingerprint.of(model, options))
                .distinct())
        .hasSize(2 * Precision.values().length);
  }

  @Test
  void bf16ServesTheSameProgram() {
    try (TargetModel bf16 = Backends.target(model, DeviceOptions.cpu(Precision.BF16, 1));
        KvSlot a = target.openSlot(8);
        KvSlot b = bf16.openSlot(8);
        TreeForward fp16Row = target.forward(a, 7, TokenTree.empty());
        TreeForward bf16Row = bf16.forward(b, 7, TokenTree.empty())) {
      assertThat(bf16Row.logits(0)).containsExactly(fp16Row.logits(0), within(0.1f));
    }
  }

  @Test
  void costCurveHasAPointForEachNumberOfRows() {
    List<CostPoint> curve =
        target.measureCostCurve(70, new int[] {1, 4, 16}, Duration.ofMinutes(1));
    assertThat(curve).extracting(CostPoint::rows).containsExactly(1, 4, 16);
    assertThat(curve).allSatisfy(p -> assertThat(p.milliseconds()).isPositive());
  }

  private static TokenTree chain(int nodes) {
    return TokenTree.of(new int[nodes], IntStream.range(-1, nodes - 1).toArray(), new float[nodes]);
  }
}
