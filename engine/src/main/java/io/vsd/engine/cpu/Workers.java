package io.vsd.engine.cpu;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Threads that compute together. A run's chunks are handed out one by one to whoever is free, so
 * that a thread whose core was taken away costs its share and nothing more. Who waits spins for a
 * moment, since the next run of a forward follows within microseconds, and then parks.
 *
 * <p>The caller is worker 0 and takes part; a second caller waits until the first is done.
 *
 * <p>Invariant: a run's number, its count of chunks and the next chunk are one value, so that a
 * thread that slept between reading and taking a ticket cannot take one of another run.
 */
public final class Workers implements AutoCloseable {

  /** Part of a run. */
  @FunctionalInterface
  public interface Chunk {
    /**
     * Computes one chunk.
     *
     * @param chunk from 0 to the number of chunks of the run
     * @param worker who computes it, from 0 to the number of threads: scratch memory may be its own
     */
    void run(int chunk, int worker);
  }

  /** Most chunks of one run. */
  static final int MAX_CHUNKS = 0xFFFF;

  private static final long SPIN_NANOS = 50_000;
  private static final int SPINS_A_LOOK = 64;

  private final int threads;
  private final Thread[] helpers;
  private final ReentrantLock oneRun = new ReentrantLock();
  private final AtomicLong ticket = new AtomicLong();
  private final AtomicInteger done = new AtomicInteger();
  private final AtomicInteger parked = new AtomicInteger();
  private volatile @Nullable Chunk body;
  private volatile @Nullable Thread waitingCaller;
  private volatile @Nullable Throwable failure;
  private volatile boolean closed;

  /**
   * Starts the threads beside the caller's.
   *
   * @throws IllegalArgumentException if there are more than the machine has cores, which would slow
   *     every one of them
   */
  public Workers(int threads) {
    int cores = Runtime.getRuntime().availableProcessors();
    if (threads < 1 || threads > cores) {
      throw new IllegalArgumentException(
          "%d threads asked for; this machine has %d cores: choose 1 to %d"
              .formatted(threads, cores, cores));
    }
    this.threads = threads;
    this.helpers = new Thread[threads - 1];
    for (int i = 0; i < helpers.length; i++) {
      int worker = i + 1;
      helpers[i] =
          Thread.ofPlatform().name("vsd-cpu-" + worker).daemon().start(() -> serve(worker));
    }
  }

  /** Threads that compute, the caller among them. */
  public int threads() {
    return threads;
  }

  /**
   * Computes all chunks and returns when they are done.
   *
   * @throws IllegalArgumentException if there are more than {@value #MAX_CHUNKS}
   */
  public void run(int chunks, Chunk chunkBody) {
    if (chunks > MAX_CHUNKS) {
      throw new IllegalArgumentException(chunks + " chunks; at most " + MAX_CHUNKS);
    }
    oneRun.lock();
    try {
      if (threads == 1 || chunks == 1) {
        for (int c = 0; c < chunks; c++) {
          chunkBody.run(c, 0);
        }
      } else if (chunks > 0) {
        runShared(chunks, chunkBody);
      }
    } finally {
      oneRun.unlock();
    }
  }

  private void runShared(int chunks, Chunk chunkBody) {
    done.set(0);
    body = chunkBody;
    long number = (ticket.get() >>> 32) + 1;
    ticket.set(number << 32 | (long) chunks << 16);
    if (parked.get() > 0) {
      for (Thread helper : helpers) {
        LockSupport.unpark(helper);
      }
    }
    takeAll(0);
    awaitDone(chunks);
    body = null;
    Throwable failed = failure;
    if (failed != null) {
      failure = null;
      throw failed instanceof RuntimeException runtime
          ? runtime
          : new IllegalStateException(failed);
    }
  }

  private void takeAll(int worker) {
    for (int chunk = take(); chunk >= 0; chunk = take()) {
      // A taken ticket keeps its run from ending, so the body is that run's.
      compute(chunk, worker, Objects.requireNonNull(body));
    }
  }

  /** The next chunk of the run in hand; -1 when all are taken. */
  private int take() {
    while (true) {
      long seen = ticket.get();
      int next = (int) (seen & 0xFFFF);
      if (next >= (int) (seen >>> 16 & 0xFFFF)) {
        return -1;
      }
      if (ticket.compareAndSet(seen, seen + 1)) {
        return next;
      }
    }
  }

  private void compute(int chunk, int worker, Chunk chunkBody) {
    try {
      chunkBody.run(chunk, worker);
    } catch (RuntimeException | Error e) {
      failure = e;
    } finally {
      long run = ticket.get();
      if (done.incrementAndGet() == (int) (run >>> 16 & 0xFFFF)) {
        Thread caller = waitingCaller;
        if (caller != null) {
          LockSupport.unpark(caller);
        }
      }
    }
  }

  private void awaitDone(int chunks) {
    if (spinUntilDone(chunks)) {
      return;
    }
    waitingCaller = Thread.currentThread();
    while (done.get() < chunks) {
      LockSupport.park(this);
    }
    waitingCaller = null;
  }

  private boolean spinUntilDone(int chunks) {
    long deadline = System.nanoTime() + SPIN_NANOS;
    do {
      for (int i = 0; i < SPINS_A_LOOK; i++) {
        if (done.get() >= chunks) {
          return true;
        }
        Thread.onSpinWait();
      }
    } while (System.nanoTime() < deadline);
    return done.get() >= chunks;
  }

  private void serve(int worker) {
    while (!closed) {
      takeAll(worker);
      if (!spinForWork()) {
        parkForWork();
      }
    }
  }

  private boolean spinForWork() {
    long deadline = System.nanoTime() + SPIN_NANOS;
    do {
      for (int i = 0; i < SPINS_A_LOOK; i++) {
        if (hasWork()) {
          return true;
        }
        Thread.onSpinWait();
      }
    } while (System.nanoTime() < deadline);
    return false;
  }

  private boolean hasWork() {
    long seen = ticket.get();
    return (seen & 0xFFFF) < (seen >>> 16 & 0xFFFF) || closed;
  }

  private void parkForWork() {
    parked.incrementAndGet();
    try {
      // Looked at again after the count is raised: a caller that did not see it has set its ticket.
      if (!hasWork()) {
        LockSupport.park(this);
      }
    } finally {
      parked.decrementAndGet();
    }
  }

  /** Ends the threads; a run that is under way is finished by its caller. */
  @Override
  public void close() {
    closed = true;
    for (Thread helper : helpers) {
      LockSupport.unpark(helper);
    }
  }
}
