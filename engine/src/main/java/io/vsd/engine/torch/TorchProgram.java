package io.vsd.engine.torch;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * A TorchScript archive from the class path and calls of its methods. Arguments are closed by the
 * call; results belong to the manager that is passed in. The graph executor's optimiser is off, as
 * it would recompile for every shape.
 */
public final class TorchProgram implements AutoCloseable {
  private final PtSymbolBlock block;
  private final int threads;

  private TorchProgram(PtSymbolBlock block, int threads) {
    this.block = block;
    this.threads = threads;
  }

  /**
   * Loads an archive that lies beside this class.
   *
   * @param threads of the CPU that its calls use
   */
  public static TorchProgram load(PtNDManager manager, String archive, int threads) {
    try (InputStream in = TorchProgram.class.getResourceAsStream(archive)) {
      if (in == null) {
        throw new IllegalStateException("no TorchScript archive " + archive + " on the class path");
      }
      return new TorchProgram(JniUtils.loadModule(manager, in, true, false), threads);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a method that returns nothing of interest. */
  public void run(String method, IValue... arguments) {
    call(method, arguments).close();
  }

  /** Runs a method that returns one tensor. */
  public PtNDArray tensor(NDManager manager, String method, IValue... arguments) {
    try (IValue result = call(method, arguments)) {
      return result.toTensor((PtNDManager) manager);
    }
  }

  /** Runs a method that returns a tuple of tensors. */
  public PtNDArray[] tensors(NDManager manager, String method, IValue... arguments) {
    try (IValue result = call(method, arguments)) {
      IValue[] parts = result.toIValueTuple();
      PtNDArray[] tensors = new PtNDArray[parts.length];
      for (int i = 0; i < parts.length; i++) {
        tensors[i] = parts[i].toTensor((PtNDManager) manager);
        parts[i].close();
      }
      return tensors;
    }
  }

  /**
   * Runs {@code forward} with gradients.
   *
   * @param inputs tensors in order; those named {@code x[]} are one list
   * @return its results, which belong to the inputs' manager
   */
  public NDList differentiable(NDList inputs) {
    enter();
    return IValueUtils.forward(block, inputs, true);
  }

  private void enter() {
    JniUtils.setNumThreads(threads);
    // Thread-local in libtorch, so set where the call is made.
    JniUtils.setGraphExecutorOptimize(false);
  }

  private IValue call(String method, IValue[] arguments) {
    enter();
    try {
      return IValueUtils.runMethod(block, method, arguments);
    } finally {
      for (IValue argument : arguments) {
        argument.close();
      }
    }
  }

  @Override
  public void close() {
    block.close();
  }
}
