package io.vsd.draft.generation;

import java.util.concurrent.atomic.AtomicLong;

/** How many requests are served at once, and have been. Thread-safe. */
public final class RequestSlots {

  private final int maxActive;
  private final AtomicLong active = new AtomicLong();
  private final AtomicLong total = new AtomicLong();

  /** At most that many at once. */
  public RequestSlots(int maxActive) {
    this.maxActive = maxActive;
  }

  /** Takes a slot, or says that there is none. */
  boolean tryEnter() {
    if (active.incrementAndGet() > maxActive) {
      active.decrementAndGet();
      return false;
    }
    total.incrementAndGet();
    return true;
  }

  /** Gives a slot back. */
  void leave() {
    active.decrementAndGet();
  }

  /** Requests being served. */
  public AtomicLong active() {
    return active;
  }

  /** Requests admitted so far. */
  public long total() {
    return total.get();
  }

  /** Requests at once at most. */
  public int maxActive() {
    return maxActive;
  }
}
