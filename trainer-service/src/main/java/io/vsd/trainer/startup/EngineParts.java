package io.vsd.trainer.startup;

import io.vsd.engine.draft.TargetEmbedding;
import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.model.Precision;
import io.vsd.engine.tokentree.TreeShape;
import io.vsd.engine.training.LearningRate;
import io.vsd.engine.training.TrainingObjective;
import io.vsd.engine.training.TrainingOptions;
import io.vsd.engine.weights.ModelConfig;
import io.vsd.trainer.config.LearningSettings;
import io.vsd.trainer.config.TrainerSettings;
import io.vsd.trainer.learning.EngineDraftJudge;
import io.vsd.trainer.learning.EngineDraftLearner;
import io.vsd.trainer.learning.TableLimits;
import io.vsd.trainer.loop.TrainerBoard;
import io.vsd.trainer.schedule.YieldPolicy;
import java.time.Duration;

/** The engine's learner and judge, and the pacer, as the settings ask for them. */
final class EngineParts {

  /**
   * Query rows that are computed without a pause, a tenth of a second for the bundled draft's size.
   * Fewer would not take much less, as every piece adds to the gradient of all weights. A part of
   * what decides a checkpoint's bytes.
   */
  private static final int PIECE_ROWS = 32;

  private final TrainerSettings settings;
  private final ModelConfig target;
  private final TargetEmbedding embedding;

  /**
   * For one target.
   *
   * @param embedding of the target; it must stay open as long as learner and judge
   */
  EngineParts(TrainerSettings settings, ModelConfig target, TargetEmbedding embedding) {
    this.settings = settings;
    this.target = target;
    this.embedding = embedding;
  }

  EngineDraftLearner learner() {
    LearningSettings learning = settings.trainer();
    TrainingOptions options =
        TrainingOptions.of(TrainingObjective.named(learning.objective()), learning.learningRate())
            .withUnrolledSteps(learning.unrolledSteps())
            .withLearningRate(
                new LearningRate(learning.learningRate(), learning.warmupSteps(), 0, 1))
            .withExecution(
                new TrainingOptions.Execution(
                    TrainingOptions.Compute.FP32, "cpu", settings.threads(), PIECE_ROWS));
    return new EngineDraftLearner(
        target,
        embedding,
        options,
        learning.maxSequenceTokens(),
        new TableLimits(learning.table().sessions(), learning.table().bytes()));
  }

  EngineDraftJudge judge() {
    var promotion = settings.trainer().promotion();
    TreeShape shape = new TreeShape(promotion.treeNodes(), promotion.treeDepth());
    return new EngineDraftJudge(
        embedding,
        new DeviceOptions("cpu", Precision.STORED, settings.threads()),
        shape,
        promotion.replayedTokens());
  }

  VerifierWatch watch(TrainerBoard board) {
    LearningSettings learning = settings.trainer();
    return new VerifierWatch(
        new VerifierChannels(learning.yieldTo().orElse("")),
        learning.promotion().treeNodes(),
        learning.promotion().roundCost(),
        board);
  }

  VerifierLoadPacer pacer(TrainerBoard board) {
    var yielding = settings.trainer().yielding();
    return new VerifierLoadPacer(
        settings.trainer().yieldTo().orElse(""),
        new YieldPolicy(
            yielding.duty(),
            Duration.ofMillis(yielding.maxPauseMs()),
            Duration.ofMillis(yielding.quietMs())),
        board);
  }
}
