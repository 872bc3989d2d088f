package io.vsd.engine.cpu;

import java.util.EnumSet;
import java.util.concurrent.CompletableFuture;

/** What can be done for the engine's speed before a model is known. */
public final class CpuKernels {

  /** Of the heads that most models have; others differ in what a first forward compiles. */
  private static final KvLayout COMMON = new KvLayout(1, 1, 64);

  private CpuKernels() {}

  /**
   * Begins to compile the kernels of 16-bit floats and of attention, in the background. A service
   * calls it first of all: while the rest of it starts, a core is idle. Where the module that
   * kernels are written with is missing, loading a model says so.
   */
  public static void compileEarly() {
    if (VectorModule.isThere()) {
      CompletableFuture<Void> _ = KernelWarmUp.begin(EnumSet.of(WeightForm.F16), COMMON);
    }
  }
}
