package io.vsd.draft.hotswap;

import io.vsd.engine.checkpoint.DraftCheckpoint;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Follows the announcements' wish on a thread of its own: withdraws what may not serve, then
 * fetches with backoff until the wanted checkpoint is active, refused, or no longer wanted. Only
 * the latest wish counts; one that is made again is tried again, whatever came of it before.
 */
public final class CheckpointFollower implements AutoCloseable {

  private final CheckpointFetcher fetcher;
  private final CheckpointCache cache;
  private final DraftSwapper swapper;
  private final SwapObserver observer;
  private final Backoff backoff;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable Wish wanted;
  private long wishes;
  private long triedWish;
  private long settledWish;
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

    long ceilingSeconds() {
      return Math.ceilDiv(maxMs, 1000L);
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

  /** That is what should be from now on. */
  public void want(Wish wish) {
    lock.lock();
    try {
      wanted = wish;
      wishes++;
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
        failures = follow(next, failures) ? 0 : failures + 1;
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  /** The next wish to fulfil; after a failure not before the pause is over or the wish changed. */
  private @Nullable Wish await(long pauseMs) throws InterruptedException {
    lock.lock();
    try {
      var leftNanos = pauseMs * 1_000_000;
      while (!closed && leftNanos > 0 && wishes == triedWish) {
        leftNanos = changed.awaitNanos(leftNanos);
      }
      while (!closed && wishes == settledWish) {
        changed.await();
      }
      triedWish = wishes;
      return closed ? null : wanted;
    } finally {
      lock.unlock();
    }
  }

  /** Whether nothing is left to do for this wish. */
  private boolean follow(Wish next, int failures) {
    swapper.withdraw(next.plainLineages());
    cache.forget(next.plainLineages());
    var checkpoint = next.checkpoint().orElse(null);
    try {
      if (checkpoint != null) {
        activate(checkpoint);
      }
      settle();
      return true;
    } catch (IOException | RuntimeException | OutOfMemoryError again) {
      var id = checkpoint == null ? "" : checkpoint.id();
      var why = again instanceof OutOfMemoryError ? again.toString() : again.getMessage();
      swapper.postpone(
          "checkpoint %s is announced and not here after %d tries; the next one follows within %d s (%s)"
              .formatted(id, failures + 1, backoff.ceilingSeconds(), why));
      observer.postponed(id, String.valueOf(why));
      return false;
    }
  }

  private void activate(WantedCheckpoint checkpoint) throws IOException {
    if (swapper.isActive(checkpoint.id())) {
      return;
    }
    try {
      if (swapper.swapTo(fetcher.fetch(checkpoint))) {
        cache.remember(checkpoint.id());
      }
    } catch (CheckpointRefusedException refused) {
      swapper.refuse(checkpoint.id(), refused);
    }
  }

  private void settle() {
    swapper.postpone("");
    lock.lock();
    try {
      settledWish = triedWish;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The draft to begin with: the one that served last, else the bundled one, else none. A cached
   * one that never learned is passed over: whether it may serve is for the announcements to say.
   */
  public static Optional<DraftCheckpoint> initial(
      CheckpointCache cache, Supplier<Optional<DraftCheckpoint>> bundled) {
    return cache.lastGood().filter(c -> !c.manifest().neverLearned()).or(bundled);
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
