package io.vsd.local.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Makes several calls at once. */
public final class AllAtOnce {
  private AllAtOnce() {}

  /**
   * Results in the order of the calls, when all are there.
   *
   * @throws CallException if one of them does
   */
  public static <T> List<T> of(List<Callable<T>> calls) throws CallException, InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(calls.size());
    try {
      List<Future<T>> asked = calls.stream().map(threads::submit).toList();
      List<T> results = new ArrayList<>();
      for (Future<T> future : asked) {
        results.add(future.get());
      }
      return results;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CallException failed) {
        throw failed;
      }
      throw new IllegalStateException("a request failed", e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }
}
