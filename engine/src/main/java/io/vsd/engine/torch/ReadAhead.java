package io.vsd.engine.torch;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;

/**
 * Makes a sequence of things on a thread of its own, each while the one before it is in use, so
 * that two of them exist at most. One owner thread.
 */
final class ReadAhead<T> implements AutoCloseable {
  private final IntFunction<T> reader;
  private final int count;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("read-ahead").daemon().factory());
  private CompletableFuture<T> next;
  private int started;

  ReadAhead(int count, IntFunction<T> reader) {
    this.count = count;
    this.reader = reader;
    this.next = startNext();
  }

  private CompletableFuture<T> startNext() {
    int index = started++;
    return CompletableFuture.supplyAsync(() -> reader.apply(index), thread);
  }

  /**
   * The next thing; making the one behind it begins.
   *
   * @throws RuntimeException what the reader threw
   */
  T take() {
    T taken = Joined.of(next);
    if (started < count) {
      next = startNext();
    }
    return taken;
  }

  /** Waits for what is being made; its owner frees it with the rest. */
  @Override
  public void close() {
    thread.close();
  }
}
