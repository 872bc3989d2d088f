package io.vsd.engine.model;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import io.vsd.engine.decoding.TokenLaw;
import io.vsd.engine.tokentree.TokenTree;
import io.vsd.engine.weights.ModelConfig;
import io.vsd.engine.weights.ModelDirectory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The target: logits and features of a tree of tokens behind a committed sequence, in one forward.
 * In packed fp16 a row has the same bits whether it is computed alone, in any tree or in a prefill
 * (see {@code src/main/torchscript/decoder.py}). Not thread-safe: one owner thread, native memory
 * is freed by closing slots, forwards and the model.
 */
public final class TargetModel implements AutoCloseable {
  private static final String ARCHIVE = "decoder.pt";

  private static final int MAX_TABLE_POSITIONS = 32_768;

  private final ModelConfig config;
  private final String fingerprint;
  private final PtNDManager manager;
  private final TorchProgram program;
  private final int positions;

  private TargetModel(
      ModelConfig config, String fingerprint, PtNDManager manager, TorchProgram program) {
    this.config = config;
    this.fingerprint = fingerprint;
    this.manager = manager;
    this.program = program;
    this.positions = positions(config);
  }

  /**
   * Loads a model's weights to a device.
   *
   * @throws IllegalArgumentException if the device is not there
   */
  public static TargetModel load(ModelDirectory directory, DeviceOptions options) {
    ModelConfig config = directory.config();
    // Hashing reads the whole file, which loading does as well: whoever comes second finds it
    // cached.
    CompletableFuture<String> fingerprint =
        CompletableFuture.supplyAsync(
            () -> TargetFingerprint.of(directory, options.precision()), Thread::startVirtualThread);
    PtNDManager manager = TorchRuntime.newManager(options);
    try {
      TorchProgram program = TorchProgram.load(manager, ARCHIVE);
      RotaryTable rotary = RotaryTable.of(config, positions(config) + KvSlot.MAX_ROWS);
      new TargetWeights(config, directory.weights(), options).handTo(program, manager, rotary);
      NativeHeap.trim();
      return new TargetModel(config, Joined.of(fingerprint), manager, program);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  public ModelConfig config() {
    return config;
  }

  /** SHA-256 over weights, tokenizer and precision. */
  public String fingerprint() {
    return fingerprint;
  }

  /** The layers whose entering states are the features: low, middle, high. */
  public int[] featureLayers() {
    return FeatureLayers.of(config.numLayers());
  }

  /**
   * Opens a slot for a sequence of at most {@code maxTokens}.
   *
   * @throws IllegalArgumentException if the model has fewer positions
   */
  public KvSlot openSlot(int maxTokens) {
    if (maxTokens < 1 || maxTokens > positions) {
      throw new IllegalArgumentException(
          "a slot of " + maxTokens + " tokens: the model has " + positions + " positions");
    }
    PtNDManager scope = TorchRuntime.scope(manager);
    int slots = (maxTokens + KvSlot.MAX_ROWS + RowLayout.BLOCK) / RowLayout.BLOCK * RowLayout.BLOCK;
    PtNDArray[] cache = program.tensors(scope, "open_slot", IValue.from((long) slots));
    return new KvSlot(this, scope, cache, maxTokens);
  }

  /**
   * Computes the root, which is the token at position {@code slot.length()}, and a tree below it.
   * Nothing is committed.
   *
   * @throws IllegalArgumentException if a token id is unknown, the slot is full or the tree too
   *     large
   */
  public TreeForward forward(KvSlot slot, int rootToken, TokenTree tree) {
    long[] tokens = new long[tree.size() + 1];
    tokens[0] = checkedToken(rootToken);
    for (int i = 0; i < tree.size(); i++) {
      tokens[i + 1] = checkedToken(tree.tokenId(i));
    }
    checkSlot(slot);
    slot.requireRoom(1);
    if (tokens.length > KvSlot.MAX_ROWS) {
      throw new IllegalArgumentException(
          "a tree of " + tree.size() + " nodes; at most " + (KvSlot.MAX_ROWS - 1) + " fit");
    }
    RowLayout layout = RowLayout.of(slot.length(), tree);
    PtNDManager scope = TorchRuntime.scope(manager);
    PtNDArray[] out = run(scope, slot, tokens, layout, 0);
    return new TreeForward(program, scope, out[0], 0, List.of(out[1]));
  }

  /**
   * Computes and commits tokens at the end of the slot, in chunks. The last row has logits; every
   * row has features.
   *
   * @throws IllegalArgumentException if there are no tokens, one is unknown, or they do not fit
   */
  public TreeForward prefill(KvSlot slot, int[] tokens) {
    long[] ids = checkedTokens(tokens);
    checkSlot(slot);
    slot.requireRoom(tokens.length);
    PtNDManager scope = TorchRuntime.scope(manager);
    List<PtNDArray> features = new ArrayList<>();
    int start = 0;
    while (true) {
      int end = Math.min(ids.length, start + RowLayout.BLOCK - slot.length() % RowLayout.BLOCK);
      int rows = end - start;
      boolean last = end == ids.length;
      PtNDArray[] out =
          chunk(scope, slot, Arrays.copyOfRange(ids, start, end), last ? rows - 1 : rows);
      features.add(out[1]);
      if (last) {
        return new TreeForward(program, scope, out[0], ids.length - 1, features);
      }
      start = end;
    }
  }

  /**
   * Features of a text and the {@code k} likeliest tokens of each law that chose its tokens from
   * position {@code from} (at least 1) on.
   */
  public TeacherForced teacherForce(int[] tokens, int from, int k) {
    long[] ids = checkedTokens(tokens);
    if (from < 1 || from > ids.length || k < 1 || k > config.vocabSize()) {
      throw new IllegalArgumentException(
          "from " + from + " of " + ids.length + " tokens, k " + k + ": out of range");
    }
    List<TopLogProbs> laws = new ArrayList<>();
    try (PtNDManager scope = TorchRuntime.scope(manager);
        KvSlot slot = openSlot(ids.length)) {
      List<PtNDArray> features = new ArrayList<>();
      for (int start = 0; start < ids.length; start += RowLayout.BLOCK) {
        int end = Math.min(ids.length, start + RowLayout.BLOCK);
        // Row i gives the law of token i + 1; the last row's law chose nothing.
        int headFrom = Math.clamp(from - 1 - start, 0, end - start);
        PtNDArray[] out = chunk(scope, slot, Arrays.copyOfRange(ids, start, end), headFrom);
        features.add(out[1]);
        if (headFrom < end - start) {
          laws.addAll(laws(out[0], k));
        }
        out[0].close();
      }
      return new TeacherForced(TreeForward.bytes(features), laws.subList(0, ids.length - from));
    }
  }

  /**
   * Median milliseconds of a forward of each number of rows behind {@code context} tokens.
   *
   * @param budget after which no further point is begun, so that a slow or busy machine gets a
   *     shorter curve; the first point is always measured
   */
  public List<CostPoint> measureCostCurve(int context, int[] rows, Duration budget) {
    return CostCurve.measure(this, context, rows, budget);
  }

  void compact(KvSlot slot, int[] rows) {
    long[] kept = Arrays.stream(rows).asLongStream().toArray();
    program.run(
        "commit",
        IValue.from(slot.keys()),
        IValue.from(slot.values()),
        IValue.from((long) slot.length()),
        IValue.listFrom(kept));
  }

  private PtNDArray[] chunk(PtNDManager scope, KvSlot slot, long[] tokens, int headFrom) {
    RowLayout layout = RowLayout.chain(slot.length(), tokens.length);
    PtNDArray[] out = run(scope, slot, tokens, layout, headFrom);
    int[] rows = new int[tokens.length];
    Arrays.setAll(rows, i -> i);
    slot.commit(rows);
    return out;
  }

  private PtNDArray[] run(
      PtNDManager scope, KvSlot slot, long[] tokens, RowLayout layout, int headFrom) {
    try (PtNDManager arguments = TorchRuntime.scope(scope)) {
      int rows = tokens.length;
      int columns = layout.tailSlots();
      PtNDArray[] segments =
          Arrays.stream(layout.segments())
              .map(s -> TorchTensors.floats(arguments, s, rows, columns))
              .toArray(PtNDArray[]::new);
      PtNDArray[] out =
          program.tensors(
              scope,
              "forward",
              IValue.from(slot.keys()),
              IValue.from(slot.values()),
              IValue.from(TorchTensors.longs(arguments, tokens, rows)),
              IValue.from(TorchTensors.longs(arguments, layout.positions(), rows)),
              IValue.from(TorchTensors.floats(arguments, layout.mask(), rows, columns)),
              IValue.listFrom(segments),
              IValue.from((long) slot.length()),
              IValue.from((long) headFrom));
      slot.rowsComputed(tokens.length);
      return out;
    }
  }

  private List<TopLogProbs> laws(PtNDArray logits, int k) {
    int vocab = config.vocabSize();
    float[] values = logits.toFloatArray();
    List<TopLogProbs> laws = new ArrayList<>();
    for (int start = 0; start < values.length; start += vocab) {
      float[] row = Arrays.copyOfRange(values, start, start + vocab);
      laws.add(TopLogProbs.of(TokenLaw.of(row), k));
    }
    return laws;
  }

  private void checkSlot(KvSlot slot) {
    if (!slot.belongsTo(this)) {
      throw new IllegalArgumentException("the slot belongs to another model");
    }
  }

  private long[] checkedTokens(int[] tokens) {
    if (tokens.length == 0) {
      throw new IllegalArgumentException("no tokens to compute");
    }
    return Arrays.stream(tokens).mapToLong(this::checkedToken).toArray();
  }

  private long checkedToken(int token) {
    if (token < 0 || token >= config.vocabSize()) {
      throw new IllegalArgumentException(
          "token id " + token + " is not within 0.." + (config.vocabSize() - 1));
    }
    return token;
  }

  private static int positions(ModelConfig config) {
    return Math.min(config.maxPositions(), MAX_TABLE_POSITIONS);
  }

  @Override
  public void close() {
    program.close();
    manager.close();
  }
}
