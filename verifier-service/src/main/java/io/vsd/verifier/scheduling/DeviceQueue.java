package io.vsd.verifier.scheduling;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits for the device. Thread safe: anybody puts work in, the device thread takes it out.
 *
 * <p>The device thread holds lanes by their first tasks. A held task still waits, and closing its
 * lane still forgets it, until it is begun.
 */
final class DeviceQueue {
  private static final int MAX_QUEUED_PER_LANE = 4;

  private final QueueLimits limits;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Lane> ready = new ArrayDeque<>();
  private final ArrayDeque<RowTask> background = new ArrayDeque<>();
  private int queued;
  private int held;
  private boolean stopping;
  private long lastSessionWorkNanos = System.nanoTime();

  DeviceQueue(QueueLimits limits) {
    this.limits = limits;
  }

  /** The first task of a lane, in the device thread's hands. */
  record Held(Lane lane, DeviceTask task) {}

  boolean submit(Lane lane, DeviceTask task) {
    lock.lock();
    try {
      if (stopping || lane.closed || (task instanceof RowTask && full(lane))) {
        return false;
      }
      lane.tasks.add(task);
      queued++;
      makeReady(lane);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Only rows are bounded: a call is a lane's last word, which must not cost it its answers. */
  private boolean full(Lane lane) {
    return queued >= limits.maxCommands() || lane.tasks.size() >= MAX_QUEUED_PER_LANE;
  }

  void close(Lane lane, DeviceCall cleanup) {
    lock.lock();
    try {
      if (lane.closed) {
        return;
      }
      lane.closed = true;
      queued += 1 - lane.tasks.size();
      lane.tasks.clear();
      lane.tasks.add(cleanup);
      makeReady(lane);
    } finally {
      lock.unlock();
    }
  }

  boolean submitBackground(RowTask task) {
    lock.lock();
    try {
      if (stopping || background.size() >= limits.maxBackground()) {
        return false;
      }
      background.add(task);
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  int queuedCommands() {
    lock.lock();
    try {
      return queued;
    } finally {
      lock.unlock();
    }
  }

  long idleNanos() {
    lock.lock();
    try {
      return held > 0 || queued > 0 ? 0 : System.nanoTime() - lastSessionWorkNanos;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for work, or for the end. */
  void awaitWork() {
    lock.lock();
    try {
      while (ready.isEmpty() && background.isEmpty() && !stopping) {
        changed.awaitUninterruptibly();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Lanes that have work and run a reply; for the device thread only. */
  int readyReplies() {
    lock.lock();
    try {
      return (int) ready.stream().filter(lane -> lane.replying).count();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until so many lanes with a reply have work.
   *
   * @param deadlineNanos of {@link System#nanoTime}
   */
  void awaitReplies(int count, long deadlineNanos) {
    lock.lock();
    try {
      long left = deadlineNanos - System.nanoTime();
      while (left > 0 && !stopping && readyReplies() < count) {
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Holds every lane that has work, longest waiting first.
   *
   * @return no lanes where there is background work only; nothing once the queue is stopped and the
   *     sessions' work is done
   */
  Optional<List<Held>> take() {
    lock.lock();
    try {
      if (ready.isEmpty() && stopping) {
        return Optional.empty();
      }
      List<Held> lanes = new ArrayList<>(ready.size());
      for (Lane lane : ready) {
        lane.ready = false;
        lane.held = true;
        lanes.add(new Held(lane, lane.tasks.element()));
      }
      ready.clear();
      held += lanes.size();
      return Optional.of(lanes);
    } finally {
      lock.unlock();
    }
  }

  /** Takes a held task out of its lane; false, and the lane is let go, if that was closed. */
  boolean begin(Held work) {
    lock.lock();
    try {
      if (work.lane().tasks.peek() != work.task()) {
        letGo(work.lane());
        return false;
      }
      work.lane().tasks.remove();
      queued--;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Lets go of a lane whose task was begun; a task that is not over is its first again. */
  void finish(Held work, boolean over) {
    lock.lock();
    try {
      if (!over && !work.lane().closed) {
        work.lane().tasks.addFirst(work.task());
        queued++;
      }
      letGo(work.lane());
    } finally {
      lock.unlock();
    }
  }

  private void letGo(Lane lane) {
    lane.held = false;
    held--;
    lastSessionWorkNanos = System.nanoTime();
    if (!lane.tasks.isEmpty()) {
      makeReady(lane);
    }
  }

  /** Lets go of lanes that were not served: they wait before all others, in this order. */
  void putBack(List<Held> unserved) {
    lock.lock();
    try {
      for (Held work : unserved.reversed()) {
        work.lane().held = false;
        work.lane().ready = true;
        ready.addFirst(work.lane());
      }
      held -= unserved.size();
    } finally {
      lock.unlock();
    }
  }

  private void makeReady(Lane lane) {
    if (!lane.ready && !lane.held) {
      lane.ready = true;
      ready.addLast(lane);
      changed.signalAll();
    }
  }

  Optional<RowTask> takeBackground() {
    lock.lock();
    try {
      return Optional.ofNullable(background.poll());
    } finally {
      lock.unlock();
    }
  }

  /** A background task that is not over goes on next. */
  void returnBackground(RowTask task) {
    lock.lock();
    try {
      if (!stopping) {
        background.addFirst(task);
        return;
      }
    } finally {
      lock.unlock();
    }
    task.failed(closing());
  }

  /** Takes no more work, and drops what is in the background. */
  void stop() {
    List<RowTask> dropped;
    lock.lock();
    try {
      stopping = true;
      dropped = List.copyOf(background);
      background.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    dropped.forEach(task -> task.failed(closing()));
  }

  private static CancellationException closing() {
    return new CancellationException("the device is closing");
  }
}
