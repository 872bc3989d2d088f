package io.vsd.engine.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import io.vsd.engine.checkpoint.DraftConfig;
import io.vsd.engine.draft.TargetEmbedding;
import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.model.Precision;
import io.vsd.engine.torch.TorchPrecision;
import io.vsd.engine.torch.TorchProgram;
import io.vsd.engine.torch.TorchRuntime;
import io.vsd.engine.torch.TorchTensors;
import io.vsd.engine.weights.RotaryFrequencies;
import java.util.Arrays;

/**
 * The TorchScript training program (source: {@code src/main/torchscript/draft_training.py}) behind
 * plain arrays. Every call opens one scope of native memory and closes it.
 */
final class TrainingProgram implements AutoCloseable {

  private static final String ARCHIVE = "draft-training.pt";

  /**
   * What differentiated forwards gave; the gradients lie in the weights.
   *
   * @param statistics [D, 3] rows, agreeing rows, sum of -log q of the target's first choice
   */
  record Outcome(double loss, float[] statistics) {

    static Outcome none(int steps) {
      return new Outcome(0, new float[3 * steps]);
    }

    Outcome plus(Outcome other) {
      float[] sums = statistics.clone();
      for (int i = 0; i < sums.length; i++) {
        sums[i] += other.statistics[i];
      }
      return new Outcome(loss + other.loss, sums);
    }
  }

  private final PtNDManager manager;
  private final TorchProgram program;
  private final DraftConfig config;
  private final TargetEmbedding embedding;

  TrainingProgram(DraftConfig config, TargetEmbedding embedding, TrainingOptions options) {
    this.config = config;
    this.embedding = embedding;
    TrainingOptions.Execution execution = options.execution();
    this.manager =
        TorchRuntime.newManager(
            new DeviceOptions(execution.device(), Precision.FP32, execution.threads()));
    this.program = TorchProgram.load(manager, ARCHIVE, execution.threads());
    configure(execution.compute());
  }

  private void configure(TrainingOptions.Compute compute) {
    RotaryFrequencies rotary =
        RotaryFrequencies.of(config.headDim(), config.ropeTheta(), config.ropeScaling());
    try (NDManager scope = manager.newSubManager()) {
      program.run(
          "configure",
          IValue.from((long) config.numHeads()),
          IValue.from((long) config.numKvHeads()),
          IValue.from((long) config.headDim()),
          IValue.from(config.rmsNormEps()),
          IValue.from(precision(compute).code()),
          IValue.from(config.normBeforeResidual()),
          IValue.from(TorchTensors.floats(scope, rotary.radians(), rotary.radians().length)),
          IValue.from((double) rotary.amplitude()));
    }
  }

  /** The precision of matrix products. */
  static TorchPrecision precision(TrainingOptions.Compute compute) {
    return switch (compute) {
      case FP32 -> TorchPrecision.FP32;
      case BF16 -> TorchPrecision.BF16;
    };
  }

  NDManager manager() {
    return manager;
  }

  /** Forward and backward: gradients are added to those in the weights. */
  Outcome differentiate(TrainedParameters parameters, TrainingLayout layout, RowTargets targets) {
    try (NDManager scope = manager.newSubManager()) {
      NDList inputs = new NDList(parameters.weights());
      inputs.addAll(rows(scope, layout));
      inputs.add(TorchTensors.longs(scope, targets.ids(), targets.rows(), targets.width()));
      inputs.add(TorchTensors.floats(scope, targets.weights(), targets.rows(), targets.width()));
      inputs.add(TorchTensors.longs(scope, targets.heads(), targets.rows()));
      inputs.add(TorchTensors.floats(scope, targets.rest(), targets.rows()));
      inputs.add(TorchTensors.longs(scope, targets.top(), targets.rows()));
      inputs.add(stepRows(scope, layout));
      try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
        NDList outputs = program.differentiable(inputs);
        outputs.attach(scope);
        NDArray loss = outputs.get(0);
        float value = loss.toFloatArray()[0];
        float[] statistics = outputs.get(1).toFloatArray();
        if (Float.isFinite(value)) {
          collector.backward(loss);
        }
        return new Outcome(value, statistics);
      }
    }
  }

  /**
   * Forward without gradients.
   *
   * @param questions one draft id a row, whose log q is wanted
   * @param uniforms [R, S] of which each draws an id
   */
  Draws logProbs(
      TrainedParameters parameters, TrainingLayout layout, RowTargets questions, float[] uniforms) {
    int draws = uniforms.length / questions.rows();
    try (NDManager scope = manager.newSubManager()) {
      NDList inputs = rows(scope, layout);
      inputs.add(TorchTensors.longs(scope, questions.ids(), questions.rows(), 1));
      inputs.add(stepRows(scope, layout));
      inputs.add(TorchTensors.floats(scope, uniforms, questions.rows(), draws));
      IValue[] values = new IValue[inputs.size() + 1];
      values[0] = IValue.listFrom(parameters.weights());
      for (int i = 0; i < inputs.size(); i++) {
        values[i + 1] = IValue.from((PtNDArray) inputs.get(i));
      }
      PtNDArray[] out = program.tensors(scope, "log_probs", values);
      return new Draws(draws, out[0].toFloatArray(), out[1].toLongArray());
    }
  }

  /** Forgets the gradients in the weights. */
  void discard(TrainedParameters parameters) {
    Arrays.stream(parameters.weights()).forEach(JniUtils::zeroGrad);
  }

  /** One AdamW step on the gradients in the weights, which it clears; returns their norm. */
  float adamw(TrainedParameters parameters, TrainingOptions options, double rate, long step) {
    PtNDArray[] gradients = gradients(parameters);
    IValue[] values = {
      IValue.listFrom(parameters.weights()),
      IValue.listFrom(gradients),
      IValue.listFrom(parameters.first()),
      IValue.listFrom(parameters.second()),
      IValue.from(rate),
      IValue.from(0.9),
      IValue.from(0.95),
      IValue.from(1e-8),
      IValue.from(options.weightDecay()),
      IValue.from(options.maxGradientNorm()),
      IValue.from(step)
    };
    try (NDManager scope = manager.newSubManager()) {
      return program.tensor(scope, "adamw", values).toFloatArray()[0];
    } finally {
      Arrays.stream(gradients).forEach(PtNDArray::close);
    }
  }

  /** The gradients of the last {@link #differentiate}, program order; the caller closes them. */
  static PtNDArray[] gradients(TrainedParameters parameters) {
    return Arrays.stream(parameters.weights())
        .map(PtNDArray::getGradient)
        .toArray(PtNDArray[]::new);
  }

  private NDList rows(NDManager scope, TrainingLayout layout) {
    int b = layout.spans().size();
    int n = layout.rows();
    int a = layout.queries();
    NDList inputs = new NDList();
    inputs.add(TorchTensors.halves(scope, layout::writeFeatures, b, n, 3L * config.hiddenSize()));
    long[] nextTokens = layout.nextTokens();
    long[] queryTokens = layout.queryTokens();
    EmbeddedTokens embedded = EmbeddedTokens.of(nextTokens, queryTokens);
    inputs.add(
        TorchTensors.floats(
            scope,
            rows -> embedding.gather(embedded.tokens(), rows),
            embedded.tokens().length,
            config.hiddenSize()));
    inputs.add(TorchTensors.longs(scope, embedded.places(nextTokens), b, n));
    inputs.add(TorchTensors.longs(scope, layout.queryRows(), b, a));
    inputs.add(TorchTensors.longs(scope, embedded.places(queryTokens), layout.steps(), b, a));
    inputs.add(TorchTensors.longs(scope, layout.lossRows(), layout.predictions()));
    return inputs;
  }

  private static PtNDArray stepRows(NDManager scope, TrainingLayout layout) {
    long[] counts = Arrays.stream(layout.stepRows()).asLongStream().toArray();
    return TorchTensors.longs(scope, counts, counts.length);
  }

  @Override
  public void close() {
    program.close();
    manager.close();
  }
}
