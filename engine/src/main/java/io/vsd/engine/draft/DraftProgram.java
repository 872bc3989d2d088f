package io.vsd.engine.draft;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.checkpoint.DraftConfig;
import io.vsd.engine.checkpoint.DraftLayout;
import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.model.TorchRuntime;
import io.vsd.engine.model.TorchTensors;
import io.vsd.engine.weights.RotaryFrequencies;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The TorchScript program of the draft with one checkpoint's weights in it. Calls only read what
 * was loaded, so sessions on several threads may share one program.
 */
final class DraftProgram implements AutoCloseable {

  private static final String ARCHIVE = "draft.pt";
  private static final List<String> LINEARS =
      List.of(
          DraftLayout.FC,
          DraftLayout.Q,
          DraftLayout.K,
          DraftLayout.V,
          DraftLayout.O,
          DraftLayout.GATE,
          DraftLayout.UP,
          DraftLayout.DOWN,
          DraftLayout.HEAD);
  private static final List<String> NORMS =
      List.of(
          DraftLayout.HIDDEN_NORM,
          DraftLayout.INPUT_NORM,
          DraftLayout.POST_ATTENTION_NORM,
          DraftLayout.NORM);

  private final PtNDManager manager;
  private final PtSymbolBlock block;

  private DraftProgram(PtNDManager manager, PtSymbolBlock block) {
    this.manager = manager;
    this.block = block;
  }

  static DraftProgram load(DraftCheckpoint checkpoint, DeviceOptions options) {
    PtNDManager manager = TorchRuntime.newManager(options);
    try (InputStream in = DraftProgram.class.getResourceAsStream(ARCHIVE)) {
      if (in == null) {
        throw new IllegalStateException("resource " + ARCHIVE + " is missing");
      }
      DraftProgram program =
          new DraftProgram(manager, JniUtils.loadModule(manager, in, true, false));
      program.configure(checkpoint.config());
      program.fill(checkpoint, precision(options));
      return program;
    } catch (IOException e) {
      manager.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  private static int precision(DeviceOptions options) {
    return switch (options.precision()) {
      case FP32 -> 0;
      case PACKED_FP16 -> 1;
      case BF16 -> 2;
      case FP16 -> 3;
    };
  }

  private void configure(DraftConfig c) {
    IValue[] arguments = {
      IValue.from((long) c.numHeads()),
      IValue.from((long) c.numKvHeads()),
      IValue.from((long) c.headDim()),
      IValue.from(c.rmsNormEps()),
      IValue.from(c.normBeforeResidual())
    };
    call("configure", arguments).close();
  }

  private void fill(DraftCheckpoint checkpoint, int precision) {
    try (PtNDManager scope = manager.newSubManager(manager.getDevice())) {
      PtNDArray[] linears = tensors(scope, checkpoint, LINEARS);
      PtNDArray[] norms = tensors(scope, checkpoint, NORMS);
      DraftConfig c = checkpoint.config();
      RotaryFrequencies rotary = RotaryFrequencies.of(c.headDim(), c.ropeTheta(), c.ropeScaling());
      PtNDArray radians = TorchTensors.floats(scope, rotary.radians(), rotary.radians().length);
      call(
              "load",
              IValue.listFrom(linears),
              IValue.listFrom(norms),
              IValue.from(radians),
              IValue.from((double) rotary.amplitude()),
              IValue.from((long) precision))
          .close();
    }
  }

  private static PtNDArray[] tensors(
      PtNDManager scope, DraftCheckpoint checkpoint, List<String> names) {
    return names.stream()
        .map(name -> TorchTensors.floats(scope, checkpoint.weight(name), checkpoint.shape(name)))
        .toArray(PtNDArray[]::new);
  }

  /** A manager whose arrays live on the program's device. */
  PtNDManager newManager() {
    return manager.newSubManager(manager.getDevice());
  }

  /** Runs a method and frees its arguments' handles, not the tensors behind them. */
  IValue call(String method, IValue... arguments) {
    // The profiling executor would stall the first rounds of each generation for seconds; the
    // setting is thread-local in libtorch.
    JniUtils.setGraphExecutorOptimize(false);
    try {
      return IValueUtils.runMethod(block, method, arguments);
    } finally {
      for (IValue argument : arguments) {
        argument.close();
      }
    }
  }

  /** Runs a method that returns one tensor, owned by {@code owner}. */
  PtNDArray tensor(PtNDManager owner, String method, IValue... arguments) {
    try (IValue result = call(method, arguments)) {
      return result.toTensor(owner);
    }
  }

  /** Runs a method that returns (un-normed outputs, logits), both owned by {@code owner}. */
  Rows rows(PtNDManager owner, String method, IValue... arguments) {
    try (IValue result = call(method, arguments)) {
      IValue[] parts = result.toIValueTuple();
      try (IValue hidden = parts[0];
          IValue logits = parts[1]) {
        return new Rows(hidden.toTensor(owner), logits.toTensor(owner));
      }
    }
  }

  /** Un-normed outputs [rows, H] and logits [rows, draft vocab] of some rows, fp32. */
  record Rows(PtNDArray hidden, PtNDArray logits) implements AutoCloseable {
    @Override
    public void close() {
      hidden.close();
      logits.close();
    }
  }

  @Override
  public void close() {
    block.close();
    manager.close();
  }
}
