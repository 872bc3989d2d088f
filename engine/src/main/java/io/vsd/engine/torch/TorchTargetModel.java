package io.vsd.engine.torch;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.model.KvSlot;
import io.vsd.engine.model.RotaryTable;
import io.vsd.engine.model.RowRequest;
import io.vsd.engine.model.TargetFingerprint;
import io.vsd.engine.model.TargetModel;
import io.vsd.engine.model.TreeForward;
import io.vsd.engine.weights.ModelConfig;
import io.vsd.engine.weights.ModelDirectory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The target as one TorchScript program. On CUDA a row has the same bits whether it is computed
 * alone, in any tree or in a prefill (see {@code src/main/torchscript/decoder.py}); on the CPU it
 * is a reference. Not thread-safe: one owner thread, native memory is freed by closing slots,
 * forwards and the model.
 */
public final class TorchTargetModel implements TargetModel {
  private static final String ARCHIVE = "decoder.pt";

  private static final int MAX_TABLE_POSITIONS = 32_768;

  private final ModelConfig config;
  private final String fingerprint;
  private final PtNDManager manager;
  private final TorchProgram program;
  private final int positions;

  private TorchTargetModel(
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
  public static TorchTargetModel load(ModelDirectory directory, DeviceOptions options) {
    ModelConfig config = directory.config();
    // Hashing reads the whole file, which loading does as well: whoever comes second finds it
    // cached.
    CompletableFuture<String> fingerprint =
        CompletableFuture.supplyAsync(
            () -> TargetFingerprint.of(directory, options), Thread::startVirtualThread);
    PtNDManager manager = TorchRuntime.newManager(options);
    try {
      TorchProgram program = TorchProgram.load(manager, ARCHIVE, options.threads());
      RotaryTable.Rows rotary =
          RotaryTable.of(config).upTo(positions(config) + RowRequest.MAX_ROWS);
      new TargetWeights(config, directory.weights(), options).handTo(program, manager, rotary);
      NativeHeap.trim();
      return new TorchTargetModel(config, Joined.of(fingerprint), manager, program);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  @Override
  public ModelConfig config() {
    return config;
  }

  @Override
  public String fingerprint() {
    return fingerprint;
  }

  @Override
  public int maxPositions() {
    return positions;
  }

  @Override
  public KvSlot openSlot(int maxTokens) {
    if (maxTokens < 1 || maxTokens > positions) {
      throw new IllegalArgumentException(
          "a slot of " + maxTokens + " tokens: the model has " + positions + " positions");
    }
    PtNDManager scope = TorchRuntime.scope(manager);
    int slots =
        (maxTokens + RowRequest.MAX_ROWS + RowLayout.BLOCK) / RowLayout.BLOCK * RowLayout.BLOCK;
    PtNDArray[] cache = program.tensors(scope, "open_slot", IValue.from((long) slots));
    return new TorchKvSlot(this, scope, cache, maxTokens);
  }

  /** One request after the other: a program computes the rows of one slot. */
  @Override
  public List<TreeForward> forward(List<RowRequest> requests) {
    RowRequest.check(requests, config.vocabSize());
    List<TorchKvSlot> slots = requests.stream().map(r -> own(r.slot())).toList();
    List<TreeForward> forwards = new ArrayList<>();
    try {
      for (int i = 0; i < slots.size(); i++) {
        forwards.add(run(slots.get(i), requests.get(i)));
      }
      return forwards;
    } catch (RuntimeException e) {
      forwards.forEach(TreeForward::close);
      throw e;
    }
  }

  private TorchKvSlot own(KvSlot slot) {
    if (slot instanceof TorchKvSlot own && own.belongsTo(this)) {
      return own;
    }
    throw new IllegalArgumentException("the slot belongs to another model");
  }

  void compact(TorchKvSlot slot, int[] rows) {
    long[] kept = Arrays.stream(rows).asLongStream().toArray();
    program.run(
        "commit",
        IValue.from(slot.keys()),
        IValue.from(slot.values()),
        IValue.from((long) slot.length()),
        IValue.listFrom(kept));
  }

  private TreeForward run(TorchKvSlot slot, RowRequest request) {
    PtNDManager scope = TorchRuntime.scope(manager);
    try (PtNDManager arguments = TorchRuntime.scope(scope)) {
      RowLayout layout = RowLayout.of(slot.length(), request.parents());
      int rows = request.rows();
      int columns = layout.tailSlots();
      long[] tokens = Arrays.stream(request.tokens()).asLongStream().toArray();
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
              IValue.from((long) request.firstLogitRow()));
      slot.computed(rows);
      return new TorchTreeForward(program, scope, out, request.firstLogitRow());
    } catch (RuntimeException e) {
      scope.close();
      throw e;
    }
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
