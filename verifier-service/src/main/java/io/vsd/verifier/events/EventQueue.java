package io.vsd.verifier.events;

import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A queue bounded in records and bytes that refuses the newest when full and never blocks who
 * offers. Thread safe.
 */
public final class EventQueue {
  private final int maxRecords;
  private final long maxBytes;
  private final ArrayDeque<EventRecord> records = new ArrayDeque<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private long bytes;
  private boolean closed;

  public EventQueue(int maxRecords, long maxBytes) {
    this.maxRecords = maxRecords;
    this.maxBytes = maxBytes;
  }

  /** Adds a record; false when it does not fit or the queue is closed. */
  public boolean offer(EventRecord event) {
    lock.lock();
    try {
      if (closed || records.size() >= maxRecords || bytes + event.bytes() > maxBytes) {
        return false;
      }
      records.addLast(event);
      bytes += event.bytes();
      changed.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the oldest record; null once the queue is closed and empty. */
  public @Nullable EventRecord take() throws InterruptedException {
    lock.lock();
    try {
      while (records.isEmpty()) {
        if (closed) {
          return null;
        }
        changed.await();
      }
      EventRecord oldest = records.removeFirst();
      bytes -= oldest.bytes();
      return oldest;
    } finally {
      lock.unlock();
    }
  }

  /** Takes no more records; those inside can still be taken. */
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Records waiting. */
  public int size() {
    lock.lock();
    try {
      return records.size();
    } finally {
      lock.unlock();
    }
  }
}
