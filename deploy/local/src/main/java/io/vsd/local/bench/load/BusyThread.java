package io.vsd.local.bench.load;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Keeps a core busy until it is closed, as a program does that has nothing to do with us. */
final class BusyThread implements AutoCloseable {
  private final AtomicBoolean stopped = new AtomicBoolean();
  private final AtomicLong turned = new AtomicLong();
  private final Thread thread = Thread.ofPlatform().daemon().name("busy").start(this::turn);

  private void turn() {
    long x = 1;
    while (!stopped.get()) {
      for (int i = 0; i < 1 << 16; i++) {
        x = x * 6364136223846793005L + 1442695040888963407L;
      }
      // Kept, so that nobody leaves the work out.
      turned.set(x);
    }
  }

  @Override
  public void close() {
    stopped.set(true);
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
