package io.vsd.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vsd.engine.backend.Backends;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.checkpoint.DraftConfig;
import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.draft.DraftModel;
import io.vsd.engine.draft.DraftSession;
import io.vsd.engine.draft.TargetEmbedding;
import io.vsd.engine.draft.TinyDraft;
import io.vsd.engine.draft.TreeDrafter;
import io.vsd.engine.expert.ExpertKind;
import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.model.Precision;
import io.vsd.engine.price.RoundCosts;
import io.vsd.engine.tokentree.TokenTree;
import io.vsd.engine.tokentree.TreeShape;
import io.vsd.engine.weights.RopeScaling;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Training unrolls what serving drafts: an off-by-one trains fine and serves badly. */
class UnrolledRowsTest {

  private static final int DEPTH = 4;

  @Test
  void logProbabilitiesOfEveryUnrolledStepAreThoseOfTheServingDraft() {
    compare(TrainingFixtures.draft(11));
  }

  @Test
  void aScaledRotationIsTheSameInTrainingAndServing() {
    DraftCheckpoint plain = TrainingFixtures.draft(11);
    DraftConfig c = plain.config();
    DraftConfig scaled =
        new DraftConfig(
            c.hiddenSize(),
            c.intermediateSize(),
            c.numHeads(),
            c.numKvHeads(),
            c.headDim(),
            c.vocabSize(),
            c.draftVocabSize(),
            c.maxPositions(),
            500,
            c.rmsNormEps(),
            c.normBeforeResidual(),
            new RopeScaling.Yarn(4, 16, 32, 1, 1.5, true),
            List.of());
    compare(DraftCheckpoint.of(plain.manifest(), scaled, plain.weights(), plain.draftTokens()));
  }

  private static void compare(DraftCheckpoint draft) {
    TargetEmbedding embedding = TrainingFixtures.embedding(12);
    TrainingSequence text =
        TrainingFixtures.sequence(9, 3, new Random(13), SamplingParameters.greedy());
    int committed = 10;
    TokenTree chain = chain(draft, embedding, text, committed);
    int[] tokens = Arrays.copyOf(text.tokens(), committed + 1 + DEPTH);
    byte[] features = Arrays.copyOf(text.features(), tokens.length * 6 * width());
    for (int i = 0; i < DEPTH; i++) {
      tokens[committed + 1 + i] = chain.tokenId(i);
    }
    TrainingSequence drafted =
        new TrainingSequence(
            tokens, features, committed, new int[0][], new float[0][], text.sampling());

    float[] logProbs = trained(draft, embedding, drafted);

    for (int step = 0; step < DEPTH; step++) {
      assertThat(logProbs[step]).as("step %d", step).isCloseTo(chain.logProb(step), within(2e-4f));
    }
  }

  private static TokenTree chain(
      DraftCheckpoint draft, TargetEmbedding embedding, TrainingSequence text, int committed) {
    DeviceOptions fp32 = new DeviceOptions("cpu", Precision.FP32, 1);
    DraftCheckpoint trusted = TinyDraft.trustingTheNetwork(draft);
    try (DraftModel model = Backends.draft(trusted, embedding, fp32);
        DraftSession session = model.openSession(64)) {
      session.extend(
          Arrays.copyOfRange(text.tokens(), 1, committed + 1),
          Arrays.copyOf(text.features(), committed * 6 * width()));
      return new TreeDrafter(EnumSet.of(ExpertKind.NETWORK))
          .propose(
              session,
              new TreeShape(DEPTH, DEPTH, 1),
              RoundCosts.nothing(),
              SamplingParameters.greedy(),
              committed + 1)
          .tree();
    }
  }

  /** log q of the first prediction of each step. */
  private static float[] trained(
      DraftCheckpoint draft, TargetEmbedding embedding, TrainingSequence sequence) {
    TrainingOptions options =
        TrainingFixtures.options(TrainingObjective.EAGLE3).withUnrolledSteps(DEPTH);
    TrainingLayout layout =
        new TrainingLayout(List.of(TrainingLayout.Span.all(sequence)), DEPTH, width());
    DraftIds ids = new DraftIds(draft.draftTokens(), TrainingFixtures.TARGET.vocabSize());
    RowTargets questions = new RowTargets(layout.predictions(), 1);
    float[] out = new float[DEPTH];
    int[] rows = new int[DEPTH];
    layout.forEach(
        (row, b, a, step) -> {
          questions.put(row, 0, ids.draftId(sequence.tokens()[layout.position(b, a, step)]), 0);
          if (a == 0) {
            rows[step] = row;
          }
        });
    try (TrainingProgram program = new TrainingProgram(draft.config(), embedding, options);
        TrainedParameters parameters = new TrainedParameters(program.manager(), draft)) {
      Draws all = program.logProbs(parameters, layout, questions, new float[layout.predictions()]);
      for (int step = 0; step < DEPTH; step++) {
        out[step] = all.logProb(rows[step]);
      }
    }
    return out;
  }

  private static int width() {
    return TrainingFixtures.TARGET.hiddenSize();
  }
}
