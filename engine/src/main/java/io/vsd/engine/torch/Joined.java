package io.vsd.engine.torch;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Waits for another thread's work and fails as it failed. */
final class Joined {
  private Joined() {}

  /**
   * The work's result.
   *
   * @throws RuntimeException what the work threw
   */
  static <T> T of(CompletableFuture<T> work) {
    try {
      return work.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw e;
      }
    }
  }
}
