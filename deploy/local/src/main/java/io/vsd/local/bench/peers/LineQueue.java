package io.vsd.local.bench.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Lines of another process, read by a thread of their own so that waiting for one has a limit. */
final class LineQueue {
  /** Lines that wait at most; the other process blocks beyond. */
  private static final int CAPACITY = 64;

  private final BlockingQueue<Seen> queue = new ArrayBlockingQueue<>(CAPACITY);

  /** What came of waiting. */
  sealed interface Seen {}

  /** A line. */
  record Line(String text) implements Seen {}

  /** The other side has closed its output. */
  record Ended() implements Seen {}

  /** Nothing within the limit. */
  record Late() implements Seen {}

  LineQueue(BufferedReader reader) {
    Thread.ofPlatform().daemon().name("peer-lines").start(() -> copy(reader));
  }

  Seen poll(Duration limit) throws InterruptedException {
    Seen seen = queue.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
    return Objects.requireNonNullElseGet(seen, Late::new);
  }

  private void copy(BufferedReader reader) {
    try (reader) {
      @Nullable String line;
      while ((line = next(reader)) != null) {
        queue.put(new Line(line));
      }
      queue.put(new Ended());
    } catch (IOException | InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The next line; null at the end, also where the process was killed while it wrote. */
  private static @Nullable String next(BufferedReader reader) {
    try {
      return reader.readLine();
    } catch (IOException e) {
      return null;
    }
  }
}
