package io.vsd.engine.cpu;

/** The JDK's module that the kernels are written with. */
final class VectorModule {
  private static final String NAME = "jdk.incubator.vector";

  private VectorModule() {}

  /** Whether Java was started with it. */
  static boolean isThere() {
    return ModuleLayer.boot().findModule(NAME).isPresent();
  }

  /**
   * Makes sure that it is there, before a class that needs it fails to load.
   *
   * @throws IllegalArgumentException that tells how to start Java with it
   */
  static void require() {
    if (!isThere()) {
      throw new IllegalArgumentException(
          "the engine for CPUs needs the module "
              + NAME
              + ": start java with --add-modules "
              + NAME
              + " (deploy/java.options has what services need)");
    }
  }
}
