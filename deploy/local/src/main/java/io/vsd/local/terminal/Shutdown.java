package io.vsd.local.terminal;

/** Whether Ctrl-C or a kill has reached this process: what breaks from then on needs no words. */
public final class Shutdown {
  private Shutdown() {}

  /** True once the JVM runs its shutdown hooks. */
  public static boolean inProgress() {
    Thread probe = new Thread(() -> {});
    try {
      Runtime.getRuntime().addShutdownHook(probe);
      Runtime.getRuntime().removeShutdownHook(probe);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }
}
