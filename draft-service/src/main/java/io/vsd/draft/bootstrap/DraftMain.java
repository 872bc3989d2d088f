package io.vsd.draft.bootstrap;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.vsd.engine.cpu.CpuKernels;

/** Starts the process. */
@QuarkusMain
public final class DraftMain {

  private DraftMain() {}

  /** Entry point; arguments are not used. */
  public static void main(String... arguments) {
    CpuKernels.compileEarly();
    Quarkus.run(arguments);
  }
}
