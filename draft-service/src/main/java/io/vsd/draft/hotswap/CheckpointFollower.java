package io.vsd.draft.hotswap;

import io.vsd.engine.checkpoint.DraftCheckpoint;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Follows the wanted checkpoint on a thread of its own: fetches with backoff until it is active,
 * refused, or no longer wanted. Only the latest wish counts.
 */
public final class CheckpointFollower implements AutoCloseable {

  private final CheckpointFetcher fetcher;
  private final CheckpointCache cache;
  private final DraftSwapper swapper;
  private final SwapObserver observer;
  private final Backoff backoff;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable WantedCheckpoint wanted;
  private @Nullable WantedCheckpoint settled;
  private boolean closed;

  /**
   * Pause between tries.
   *
   * @param firstMs before the second try
   * @param maxMs ceiling of the doubling pause
   */
  public record Backoff(long firstMs, long maxMs) {
    long afterFailures(int failures) {
      return Math.min(maxMs, firstMs << Math.min(failures - 1, 20));
    }
  }

  /** Starts following. */
  public CheckpointFollower(
      CheckpointFetcher fetcher,
      CheckpointCache cache,
      DraftSwapper swapper,
      SwapObserver observer,
      Backoff backoff) {
    this.fetcher = fetcher;
    this.cache = cache;
    this.swapper = swapper;
    this.observer = observer;
    this.backoff = backoff;
    Thread.ofPlatform().name("vsd-swap").daemon().start(this::follow);
  }

  /** That checkpoint should be active from now on. */
  public void want(WantedCheckpoint checkpoint) {
    lock.lock();
    try {
      wanted = checkpoint;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void follow() {
    var failures = 0;
    try {
      while (true) {
        var next = await(failures == 0 ? 0 : backoff.afterFailures(failures));
        if (next == null) {
          return;
        }
        failures = follow(next) ? 0 : failures + 1;
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * The next checkpoint to try; after a failure not before the pause is over or the wish changed.
   */
  private @Nullable WantedCheckpoint await(long pauseMs) throws InterruptedException {
    lock.lock();
    try {
      var failed = wanted;
      var leftNanos = pauseMs * 1_000_000;
      while (!closed && leftNanos > 0 && Objects.equals(wanted, failed)) {
        leftNanos = changed.awaitNanos(leftNanos);
      }
      while (!closed && Objects.equals(wanted, settled)) {
        changed.await();
      }
      return closed ? null : wanted;
    } finally {
      lock.unlock();
    }
  }

  /** Whether nothing is left to do for this wish. */
  private boolean follow(WantedCheckpoint next) {
    try {
      if (!swapper.isActive(next.id())) {
        var checkpoint = fetcher.fetch(next);
        if (swapper.swapTo(checkpoint)) {
          cache.remember(next.id());
        }
      }
      settle(next);
      return true;
    } catch (CheckpointRefusedException refused) {
      swapper.refuse(next.id(), refused);
      settle(next);
      return true;
    } catch (IOException | RuntimeException again) {
      observer.postponed(next.id(), String.valueOf(again.getMessage()));
      return false;
    }
  }

  private void settle(WantedCheckpoint done) {
    lock.lock();
    try {
      settled = done;
    } finally {
      lock.unlock();
    }
  }

  /** The draft to begin with: the one that served last, else the bundled one, else none. */
  public static Optional<DraftCheckpoint> initial(
      CheckpointCache cache, Supplier<Optional<DraftCheckpoint>> bundled) {
    return cache.lastGood().or(bundled);
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
