package io.vsd.engine.draft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.vsd.engine.backend.Backends;
import io.vsd.engine.checkpoint.CheckpointManifest;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.checkpoint.DraftInitializer;
import io.vsd.engine.checkpoint.TargetIdentity;
import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.expert.LearnedExperts;
import io.vsd.engine.expert.Mixture;
import io.vsd.engine.expert.NetworkGain;
import io.vsd.engine.expert.NgramTable;
import io.vsd.engine.fixtures.TinyModels;
import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.model.Precision;
import io.vsd.engine.model.TargetModel;
import io.vsd.engine.pacing.Pacer;
import io.vsd.engine.weights.ModelDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GainFitTest {
  private static final DeviceOptions CPU = DeviceOptions.cpu(Precision.STORED, 1);

  @TempDir private Path tmp = Path.of("");

  @Test
  void findsWhatTheNetworkAddsWhereTheOthersExpectLittle() throws InterruptedException {
    try (ModelDirectory directory = ModelDirectory.open(TinyModels.llama(tmp.resolve("m"), 11));
        TargetModel target = Backends.target(directory, CPU)) {
      List<RecordedSession> answers = answers(target);
      DraftCheckpoint draft =
          DraftInitializer.from(
                  directory,
                  IntStream.range(0, target.config().vocabSize()).toArray(),
                  CheckpointManifest.initial(
                      "copied", "lineage", TargetIdentity.of(directory, CPU), "test"))
              .withExperts(new LearnedExperts(NgramTable.empty(), Mixture.untrained()));
      Mixture fitted = fit(draft, directory, answers);

      NetworkGain before = Mixture.untrained().greedy().gain();
      assertThat(fitted.greedy().gain().first(0)).isNotEqualTo(before.first(0)).isPositive();
      assertThat(fitted.greedy().gain().deeper(0)).isNotEqualTo(before.deeper(0));
      assertThat(fitted.sampled().gain().first(0))
          .isNotEqualTo(Mixture.untrained().sampled().gain().first(0));
      assertThat(fitted.greedy().alone()).isEqualTo(Mixture.untrained().greedy().alone());

      Mixture without =
          fit(
              DraftCheckpoint.withoutNetwork(
                  draft.manifest(), draft.config(), draft.experts().orElseThrow()),
              directory,
              answers);
      assertThat(without.greedy().gain().curves()).isDeepEqualTo(before.curves());
    }
  }

  private static Mixture fit(
      DraftCheckpoint draft, ModelDirectory directory, List<RecordedSession> answers)
      throws InterruptedException {
    GainFit fit = new GainFit();
    try (DraftModel model = Backends.draft(draft, TargetEmbedding.of(directory), CPU)) {
      for (RecordedSession answer : answers) {
        fit.add(model, answer, Pacer.UNPACED);
      }
    }
    return fit.fit(Mixture.untrained());
  }

  private static List<RecordedSession> answers(TargetModel target) {
    Random random = new Random(3);
    return new OwnAnswers(target, 40)
        .answer(
            IntStream.range(0, 6)
                .mapToObj(
                    i ->
                        new OwnAnswers.Question(
                            random.ints(5, 3, 40).toArray(),
                            new SamplingParameters(i % 2, 1, 0, i)))
                .toList());
  }

  @Test
  void refusesMalformedCurves() {
    double[] right = new double[NetworkGain.STEPS];
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NetworkGain(new double[5], right))
        .withMessageContaining("has 6 steps, not 5");
    double[] wrong = right.clone();
    wrong[2] = Double.NaN;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new NetworkGain(right, wrong))
        .withMessageContaining("NaN");
    NetworkGain gain =
        new NetworkGain(new double[] {6, 5, 4, 3, 2, 1}, new double[] {.6, .5, .4, .3, .2, .1});
    assertThat(gain.first(0.1)).isEqualTo(6);
    assertThat(gain.first(0.25)).isEqualTo(5);
    assertThat(gain.first(1.7)).isEqualTo(2);
    assertThat(gain.deeper(99)).isEqualTo((float) .1);
  }
}
