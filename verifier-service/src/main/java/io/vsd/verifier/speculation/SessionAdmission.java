package io.vsd.verifier.speculation;

import io.vsd.verifier.session.Refusal;
import io.vsd.verifier.session.Refusal.Kind;
import java.util.Optional;

/** How many sessions are open, and whether one more may be. Thread safe. */
public final class SessionAdmission {
  private final int maxSessions;
  private int open;
  private boolean draining;

  public SessionAdmission(int maxSessions) {
    this.maxSessions = maxSessions;
  }

  /** Takes a place, to be given back by {@link #release}, or says why there is none. */
  public synchronized Optional<Refusal> admit() {
    if (draining) {
      return Optional.of(Refusal.of(Kind.UNAVAILABLE, "this verifier is shutting down"));
    }
    if (open >= maxSessions) {
      return Optional.of(
          Refusal.of(Kind.OVERLOADED, "all %d sessions are in use".formatted(maxSessions)));
    }
    open++;
    return Optional.empty();
  }

  /** Gives a place back. */
  public synchronized void release() {
    open--;
    notifyAll();
  }

  /** Sessions open now. */
  public synchronized int open() {
    return open;
  }

  /**
   * Refuses new sessions and waits for the open ones, at most this long; true when none is left.
   */
  public synchronized boolean drain(long waitMs) throws InterruptedException {
    draining = true;
    long deadline = System.nanoTime() + waitMs * 1_000_000;
    while (open > 0) {
      long leftMs = (deadline - System.nanoTime()) / 1_000_000;
      if (leftMs <= 0) {
        return false;
      }
      wait(leftMs);
    }
    return true;
  }
}
