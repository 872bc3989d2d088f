package io.vsd.engine.training;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.format.WeightSource;
import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.model.Precision;
import io.vsd.engine.torch.NamedWeights;
import io.vsd.engine.torch.TorchProgram;
import io.vsd.engine.torch.TorchRuntime;
import io.vsd.engine.torch.TorchTensors;
import io.vsd.engine.weights.ModelConfig;
import io.vsd.engine.weights.ModelDirectory;
import io.vsd.engine.weights.RotaryFrequencies;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Teacher forcing in bulk: the target reads whole texts that it wrote before, and every token's
 * features and the law at every answer position come out as training sequences. Texts lie end to
 * end, so nothing is padded; rows are not bit-identical to serving (they only train). Owned by one
 * thread.
 */
public final class TargetTexts implements AutoCloseable {

  private static final String ARCHIVE = "teacher-forcing.pt";

  /**
   * A text that the target wrote.
   *
   * @param promptTokens at least one
   * @param answerTokens what the target chose after them
   * @param sampling how it chose
   */
  public record Text(int[] promptTokens, int[] answerTokens, SamplingParameters sampling) {

    /** Prompt and answer. */
    public int[] tokens() {
      int[] all = Arrays.copyOf(promptTokens, promptTokens.length + answerTokens.length);
      System.arraycopy(answerTokens, 0, all, promptTokens.length, answerTokens.length);
      return all;
    }
  }

  private final PtNDManager manager;
  private final TorchProgram program;
  private final int[] featureLayers;
  private final int hiddenSize;

  private TargetTexts(PtNDManager manager, TorchProgram program, ModelConfig c, int[] layers) {
    this.manager = manager;
    this.program = program;
    this.hiddenSize = c.hiddenSize();
    this.featureLayers = layers.clone();
  }

  /**
   * Loads a target's weights.
   *
   * @param featureLayers the decoder layers whose inputs are the features, lowest first
   * @param compute type of the matrix products
   * @param threads CPU threads of a forward
   */
  public static TargetTexts load(
      ModelDirectory model, int[] featureLayers, TrainingOptions.Compute compute, int threads) {
    PtNDManager manager =
        TorchRuntime.newManager(new DeviceOptions("cpu", Precision.FP32, threads));
    TorchProgram program = TorchProgram.load(manager, ARCHIVE, threads);
    ModelConfig config = model.config();
    TargetTexts texts = new TargetTexts(manager, program, config, featureLayers);
    texts.configure(config, compute);
    texts.addWeights(config, model.weights());
    return texts;
  }

  private void configure(ModelConfig c, TrainingOptions.Compute compute) {
    try (NDManager scope = manager.newSubManager()) {
      RotaryFrequencies rotary = RotaryFrequencies.of(c.headDim(), c.ropeTheta(), c.ropeScaling());
      program.run(
          "configure",
          IValue.from((long) c.numHeads()),
          IValue.from((long) c.numKvHeads()),
          IValue.from((long) c.headDim()),
          IValue.from(c.rmsNormEps()),
          IValue.from(TrainingProgram.precision(compute).code()),
          IValue.from(TorchTensors.floats(scope, rotary.radians(), rotary.radians().length)),
          IValue.from((double) rotary.amplitude()));
    }
  }

  private void addWeights(ModelConfig c, WeightSource weights) {
    try (NDManager scope = manager.newSubManager()) {
      program.run("add_ends", NamedWeights.ends(scope, c, weights));
    }
    for (int layer = 0; layer < c.numLayers(); layer++) {
      try (NDManager scope = manager.newSubManager()) {
        program.run("add_layer", IValue.stringMapFrom(NamedWeights.layer(scope, weights, layer)));
      }
    }
  }

  /**
   * Reads texts in one forward.
   *
   * @param lawSize K, likeliest tokens kept of each law
   * @return one sequence a text, same order
   */
  public List<TrainingSequence> read(List<Text> texts, int lawSize) {
    long[] lengths = texts.stream().mapToLong(t -> t.tokens().length).toArray();
    int[] tokens = texts.stream().flatMapToInt(t -> Arrays.stream(t.tokens())).toArray();
    long[] lawRows = lawRows(texts);
    try (NDManager scope = manager.newSubManager()) {
      PtNDArray[] out =
          program.tensors(
              scope,
              "forward",
              IValue.from(longs(scope, Arrays.stream(tokens).asLongStream().toArray())),
              IValue.from(longs(scope, lengths)),
              IValue.from(longs(scope, Arrays.stream(featureLayers).asLongStream().toArray())),
              IValue.from(longs(scope, lawRows)),
              IValue.from((PtNDArray) scope.create((long) lawSize)));
      return split(texts, out[0].toByteBuffer(), out[1].toLongArray(), out[2].toFloatArray());
    }
  }

  /** Rows whose next token is an answer token, over all texts. */
  private static long[] lawRows(List<Text> texts) {
    long[] rows = new long[texts.stream().mapToInt(t -> t.answerTokens().length).sum()];
    int at = 0;
    long start = 0;
    for (Text t : texts) {
      for (int i = 0; i < t.answerTokens().length; i++) {
        rows[at++] = start + t.promptTokens().length - 1 + i;
      }
      start += t.promptTokens().length + t.answerTokens().length;
    }
    return rows;
  }

  private List<TrainingSequence> split(
      List<Text> texts, ByteBuffer features, long[] ids, float[] logs) {
    List<TrainingSequence> sequences = new ArrayList<>(texts.size());
    int k = logs.length == 0 ? 0 : logs.length / texts.stream().mapToInt(TargetTexts::answer).sum();
    int token = 0;
    int law = 0;
    for (Text t : texts) {
      int[] tokens = t.tokens();
      byte[] own = new byte[tokens.length * 6 * hiddenSize];
      features.get(token * 6 * hiddenSize, own);
      token += tokens.length;
      int n = answer(t);
      int[][] lawTokens = new int[n][k];
      float[][] lawLogProbs = new float[n][];
      for (int i = 0; i < n; i++, law++) {
        for (int j = 0; j < k; j++) {
          lawTokens[i][j] = (int) ids[law * k + j];
        }
        lawLogProbs[i] = Arrays.copyOfRange(logs, law * k, law * k + k);
      }
      sequences.add(
          new TrainingSequence(
              tokens, own, t.promptTokens().length, lawTokens, lawLogProbs, t.sampling()));
    }
    return sequences;
  }

  private static int answer(Text text) {
    return text.answerTokens().length;
  }

  /** Empty where the model has no such tensor. */
  private static PtNDArray longs(NDManager scope, long[] values) {
    return TorchTensors.longs(scope, values, values.length);
  }

  @Override
  public void close() {
    program.close();
    manager.close();
  }
}
