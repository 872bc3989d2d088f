package io.vsd.verifier.scheduling;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that owns the device, and who may use it next: sessions with work take turns, step
 * by step; background work runs only while no session has any.
 *
 * <p>Thread safe. Queued steps of sessions and background tasks are bounded in number (and so in
 * bytes, by the size of a message); what does not fit is refused at once. Closing a lane is always
 * accepted.
 */
public final class DeviceScheduler implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(DeviceScheduler.class);

  private static final int MAX_QUEUED_PER_LANE = 4;

  private final int maxQueued;
  private final int maxBackground;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Lane> ready = new ArrayDeque<>();
  private final ArrayDeque<DeviceTask> background = new ArrayDeque<>();
  private final Thread thread;
  private int queued;
  private boolean sessionWorking;
  private boolean stopping;
  private long lastSessionWorkNanos = System.nanoTime();

  /** Starts the device thread. */
  public DeviceScheduler(int maxQueued, int maxBackground) {
    this.maxQueued = maxQueued;
    this.maxBackground = maxBackground;
    this.thread = Thread.ofPlatform().name("device").start(this::work);
  }

  /** A queue for a new session. */
  public Lane openLane() {
    return new Lane();
  }

  /** Queues a session's work; false when the lane is closed or the queue is full. */
  public boolean submit(Lane lane, DeviceTask task) {
    lock.lock();
    try {
      if (stopping
          || lane.closed
          || queued >= maxQueued
          || lane.tasks.size() >= MAX_QUEUED_PER_LANE) {
        return false;
      }
      queued++;
      lane.tasks.add(task);
      makeReady(lane);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Forgets a lane's queued work and runs {@code cleanup} on the device thread as soon as it is
   * free.
   */
  public void close(Lane lane, Runnable cleanup) {
    lock.lock();
    try {
      if (lane.closed) {
        return;
      }
      lane.closed = true;
      queued -= lane.tasks.size();
      lane.tasks.clear();
      lane.tasks.add(new Cleanup(cleanup));
      queued++;
      makeReady(lane);
    } finally {
      lock.unlock();
    }
  }

  /** Queues background work; false when there is too much of it. */
  public boolean submitBackground(DeviceTask task) {
    lock.lock();
    try {
      if (stopping || background.size() >= maxBackground) {
        return false;
      }
      background.add(task);
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Session commands waiting for the device. */
  public int queuedCommands() {
    lock.lock();
    try {
      return queued;
    } finally {
      lock.unlock();
    }
  }

  /** Nanoseconds since the device last worked for a session, 0 while it does. */
  public long idleNanos() {
    lock.lock();
    try {
      return sessionWorking || queued > 0 ? 0 : System.nanoTime() - lastSessionWorkNanos;
    } finally {
      lock.unlock();
    }
  }

  private void makeReady(Lane lane) {
    if (!lane.ready && !lane.running) {
      lane.ready = true;
      ready.addLast(lane);
      changed.signalAll();
    }
  }

  private void work() {
    while (true) {
      @Nullable Lane lane;
      DeviceTask task;
      lock.lock();
      try {
        while (ready.isEmpty() && background.isEmpty() && !stopping) {
          changed.awaitUninterruptibly();
        }
        if (ready.isEmpty() && stopping) {
          return;
        }
        lane = ready.poll();
        task = lane == null ? background.remove() : take(lane);
      } finally {
        lock.unlock();
      }
      boolean done = stepOf(task);
      finished(lane, task, done);
    }
  }

  private DeviceTask take(Lane lane) {
    lane.ready = false;
    lane.running = true;
    sessionWorking = true;
    queued--;
    return lane.tasks.remove();
  }

  private void finished(@Nullable Lane lane, DeviceTask task, boolean done) {
    lock.lock();
    try {
      if (lane == null) {
        if (!done) {
          background.addFirst(task);
        }
        return;
      }
      lane.running = false;
      sessionWorking = false;
      lastSessionWorkNanos = System.nanoTime();
      if (!done && !lane.closed) {
        lane.tasks.addFirst(task);
        queued++;
      }
      if (!lane.tasks.isEmpty()) {
        makeReady(lane);
      }
    } finally {
      lock.unlock();
    }
  }

  private static boolean stepOf(DeviceTask task) {
    try {
      return task.step();
    } catch (RuntimeException | Error cause) {
      try {
        task.failed(cause);
      } catch (RuntimeException second) {
        LOG.error("a failed task could not be ended", second);
      }
      return true;
    }
  }

  /** Lets session work that is queued end, drops background work, and waits for the thread. */
  @Override
  public void close() {
    List<DeviceTask> dropped;
    lock.lock();
    try {
      stopping = true;
      dropped = List.copyOf(background);
      background.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    dropped.forEach(task -> task.failed(new CancellationException("the device is closing")));
    boolean interrupted = false;
    while (thread.isAlive() && Thread.currentThread() != thread) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private record Cleanup(Runnable cleanup) implements DeviceTask {
    @Override
    public boolean step() {
      cleanup.run();
      return true;
    }

    @Override
    public void failed(Throwable cause) {
      LOG.error("closing a session failed", cause);
    }
  }
}
