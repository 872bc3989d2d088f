package io.vsd.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.vsd.engine.backend.Backends;
import io.vsd.engine.decoding.TokenLaw;
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
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of both backends on a tiny model: what a target gives and what it refuses. */
@ParameterizedClass(name = "on {0}")
@ValueSource(strings = {"cpu", "torch-cpu"})
class TargetModelTest {
  private final String device;
  @TempDir Path directory;
  private ModelDirectory model;
  private TargetModel target;

  TargetModelTest(String device) {
    this.device = device;
  }

  @BeforeEach
  void load() {
    model = ModelDirectory.open(TinyModels.llama(directory, 5));
    target = Backends.target(model, on(device, Precision.STORED));
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
  void refusesWrongInputWithTheReason() {
    try (KvSlot slot = target.openSlot(4);
        TargetModel other = Backends.target(model, on(device, Precision.STORED))) {
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
    assertThat(target.fingerprint())
        .isEqualTo(TargetFingerprint.of(model, on(device, Precision.STORED)));
    assertThat(
            Stream.of("cpu", "torch-cpu")
                .flatMap(other -> Arrays.stream(Precision.values()).map(p -> on(other, p)))
                .map(options -> TargetFingerprint.of(model, options))
                .distinct())
        .hasSize(2 * Precision.values().length);
  }

  @Test
  void bf16ServesTheSameProgram() {
    try (TargetModel bf16 = Backends.target(model, on(device, Precision.BF16));
        KvSlot a = target.openSlot(8);
        KvSlot b = bf16.openSlot(8);
        TreeForward row = target.forward(a, 7, TokenTree.empty());
        TreeForward bf16Row = bf16.forward(b, 7, TokenTree.empty())) {
      assertThat(bf16Row.logits(0)).containsExactly(row.logits(0), within(0.1f));
    }
  }

  @Test
  void costCurveHasAPointForEachNumberOfRows() {
    List<CostPoint> curve =
        target.measureCostCurve(70, new int[] {1, 4, 16}, Duration.ofMinutes(1));
    assertThat(curve).extracting(CostPoint::rows).containsExactly(1, 4, 16);
    assertThat(curve).allSatisfy(p -> assertThat(p.milliseconds()).isPositive());
  }

  private static DeviceOptions on(String device, Precision precision) {
    return new DeviceOptions(device, precision, 1);
  }

  private static TokenTree chain(int nodes) {
    return TokenTree.of(new int[nodes], IntStream.range(-1, nodes - 1).toArray(), new float[nodes]);
  }
}
