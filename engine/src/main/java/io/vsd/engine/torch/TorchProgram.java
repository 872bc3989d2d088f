package io.vsd.engine.torch;

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
 * call; results belong to the manager that is passed in.
 */
final class TorchProgram implements AutoCloseable {
  private final PtSymbolBlock block;

  private TorchProgram(PtSymbolBlock block) {
    this.block = block;
  }

  static TorchProgram load(PtNDManager manager, String resource) {
    try (InputStream in = TorchProgram.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(
            "no TorchScript archive " + resource + " on the class path");
      }
      return new TorchProgram(JniUtils.loadModule(manager, in, true, false));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a method that returns nothing of interest. */
  void run(String method, IValue... arguments) {
    call(method, arguments).close();
  }

  /** Runs a method that returns one tensor. */
  PtNDArray tensor(NDManager manager, String method, IValue... arguments) {
    try (IValue result = call(method, arguments)) {
      return result.toTensor((PtNDManager) manager);
    }
  }

  /** Runs a method that returns a tuple of tensors. */
  PtNDArray[] tensors(NDManager manager, String method, IValue... arguments) {
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

  private IValue call(String method, IValue[] arguments) {
    // Thread-local in libtorch, so set where the call is made.
    JniUtils.setGraphExecutorOptimize(false);
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
