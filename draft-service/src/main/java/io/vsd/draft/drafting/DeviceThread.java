package io.vsd.draft.drafting;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The one thread that runs the draft. Work beyond the bound is turned away at once, so that a slow
 * device costs proposals and never replies; clean-up is always taken, at most one task a session.
 */
public final class DeviceThread implements AutoCloseable {

  private static final long SHUTDOWN_SECONDS = 5;

  private final ThreadPoolExecutor thread;
  private final Semaphore room;

  /**
   * Starts the thread.
   *
   * @param maxQueued work waiting or running at most
   */
  public DeviceThread(int maxQueued) {
    this.room = new Semaphore(maxQueued);
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().name("vsd-draft-device").daemon().factory());
  }

  /**
   * Runs work on the thread.
   *
   * @return its result, or a future that failed with {@link DeviceBusyException} where there is no
   *     room
   */
  public <T> CompletableFuture<T> submit(Callable<T> work) {
    if (!room.tryAcquire()) {
      return CompletableFuture.failedFuture(new DeviceBusyException());
    }
    var result = new CompletableFuture<T>();
    thread.execute(() -> run(work, result));
    return result;
  }

  /** The room is given back before the caller goes on, so that its next work finds it. */
  private <T> void run(Callable<T> work, CompletableFuture<T> result) {
    // A caller that stopped waiting has cancelled its future.
    if (result.isDone()) {
      room.release();
      return;
    }
    try {
      var value = work.call();
      room.release();
      result.complete(value);
    } catch (Exception | Error failed) {
      room.release();
      result.completeExceptionally(failed);
    }
  }

  /** Runs clean-up after all work submitted before. */
  public void cleanUp(Runnable work) {
    if (!thread.isShutdown()) {
      thread.execute(work);
    }
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(SHUTDOWN_SECONDS, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }
}
