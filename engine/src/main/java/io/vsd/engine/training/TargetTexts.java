package io.vsd.engine.training;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.format.WeightSource;
import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.model.Precision;
import io.vsd.engine.torch.TorchRuntime;
import io.vsd.engine.torch.TorchTensors;
import io.vsd.engine.weights.ModelConfig;
import io.vsd.engine.weights.ModelDirectory;
import io.vsd.engine.weights.RotaryFrequencies;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Teacher forcing in bulk: the target reads whole texts that it wrote before, and every token's
 * features and the law at every answer position come out as training sequences. Texts lie end to
 * end, so nothing is padded; rows are not bit-identical to serving (they only train): measured 900
 * tokens a CPU second in bf16 where the serving program reads 270. Owned by one thread.
 */
public final class TargetTexts implements AutoCloseable {

  private static final String ARCHIVE = "/io/vsd/engine/training/teacher-forcing.pt";

  private static final List<String> LAYER_TENSORS =
      List.of(
          "input_layernorm.weight",
          "self_attn.q_proj.weight",
          "self_attn.k_proj.weight",
          "self_attn.v_proj.weight",
          "self_attn.o_proj.weight",
          "post_attention_layernorm.weight",
          "mlp.gate_proj.weight",
          "mlp.up_proj.weight",
          "mlp.down_proj.weight",
          "self_attn.q_norm.weight",
          "self_attn.k_norm.weight",
          "self_attn.q_proj.bias",
          "self_attn.k_proj.bias",
          "self_attn.v_proj.bias",
          "self_attn.o_proj.bias",
          "mlp.gate_proj.bias",
          "mlp.up_proj.bias",
          "mlp.down_proj.bias");

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

  private final NDManager manager;
  private final PtSymbolBlock block;
  private final int[] featureLayers;
  private final int hiddenSize;
  private final int threads;

  private TargetTexts(NDManager manager, PtSymbolBlock block, ModelConfig c, int[] layers, int n) {
    this.manager = manager;
    this.block = block;
    this.hiddenSize = c.hiddenSize();
    this.featureLayers = layers.clone();
    this.threads = n;
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
    NDManager manager = TorchRuntime.newManager(new DeviceOptions("cpu", Precision.FP32, threads));
    try (InputStream in = TargetTexts.class.getResourceAsStream(ARCHIVE)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + ARCHIVE);
      }
      PtSymbolBlock block = JniUtils.loadModule((PtNDManager) manager, in, false, false);
      ModelConfig config = model.config();
      TargetTexts texts = new TargetTexts(manager, block, config, featureLayers, threads);
      texts.configure(config, compute);
      texts.addWeights(config, model.weights());
      return texts;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void configure(ModelConfig c, TrainingOptions.Compute compute) {
    try (NDManager scope = manager.newSubManager()) {
      RotaryFrequencies rotary = RotaryFrequencies.of(c.headDim(), c.ropeTheta(), c.ropeScaling());
      run(
          "configure",
          IValue.from((long) c.numHeads()),
          IValue.from((long) c.numKvHeads()),
          IValue.from((long) c.headDim()),
          IValue.from(c.rmsNormEps()),
          IValue.from(compute == TrainingOptions.Compute.BF16 ? 1L : 0L),
          IValue.from(TorchTensors.floats(scope, rotary.radians(), rotary.radians().length)),
          IValue.from((double) rotary.amplitude()));
    }
  }

  private void addWeights(ModelConfig c, WeightSource weights) {
    try (NDManager scope = manager.newSubManager()) {
      PtNDArray[] head =
          weights.names().contains("lm_head.weight")
              ? new PtNDArray[] {tensor(scope, weights, "lm_head.weight")}
              : new PtNDArray[0];
      run(
          "add_ends",
          IValue.from(tensor(scope, weights, "model.embed_tokens.weight")),
          IValue.from(tensor(scope, weights, "model.norm.weight")),
          IValue.listFrom(head));
    }
    for (int layer = 0; layer < c.numLayers(); layer++) {
      try (NDManager scope = manager.newSubManager()) {
        List<PtNDArray> own = new ArrayList<>();
        for (String name : LAYER_TENSORS) {
          own.add(tensor(scope, weights, "model.layers." + layer + "." + name));
        }
        run("add_layer", IValue.listFrom(own.toArray(PtNDArray[]::new)));
      }
    }
  }

  private void run(String method, IValue... values) {
    enter();
    try {
      IValueUtils.runMethod(block, method, values).close();
    } finally {
      Arrays.stream(values).forEach(IValue::close);
    }
  }

  private void enter() {
    JniUtils.setNumThreads(threads);
    JniUtils.setGraphExecutorOptimize(false);
  }

  /**
   * Reads texts in one forward.
   *
   * @param lawSize K, likeliest tokens kept of each law
   * @return one sequence a text, same order
   */
  public List<TrainingSequence> read(List<Text> texts, int lawSize) {
    enter();
    long[] lengths = texts.stream().mapToLong(t -> t.tokens().length).toArray();
    int[] tokens = texts.stream().flatMapToInt(t -> Arrays.stream(t.tokens())).toArray();
    long[] lawRows = lawRows(texts);
    try (NDManager scope = manager.newSubManager()) {
      IValue[] values = {
        IValue.from(longs(scope, Arrays.stream(tokens).asLongStream().toArray())),
        IValue.from(longs(scope, lengths)),
        IValue.from(longs(scope, Arrays.stream(featureLayers).asLongStream().toArray())),
        IValue.from(longs(scope, lawRows)),
        IValue.from((PtNDArray) scope.create((long) lawSize))
      };
      try (IValue result = IValueUtils.forward(block, values)) {
        NDList out = result.toNDList((PtNDManager) scope);
        return split(
            texts, out.get(0).toByteBuffer(), out.get(1).toLongArray(), out.get(2).toFloatArray());
      } finally {
        Arrays.stream(values).forEach(IValue::close);
      }
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
  private static PtNDArray tensor(NDManager scope, WeightSource weights, String name) {
    if (!weights.names().contains(name)) {
      return TorchTensors.floats(scope, new float[0], 0);
    }
    return TorchTensors.floats(scope, weights, name);
  }

  private static PtNDArray longs(NDManager scope, long[] values) {
    return TorchTensors.longs(scope, values, values.length);
  }

  @Override
  public void close() {
    block.close();
    manager.close();
  }
}
