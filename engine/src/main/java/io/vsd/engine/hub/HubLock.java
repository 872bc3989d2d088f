package io.vsd.engine.hub;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One puller of a model at a time, over threads and processes. */
final class HubLock implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(60);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final FileChannel channel;
  private final FileLock lock;

  private HubLock(FileChannel channel, FileLock lock) {
    this.channel = channel;
    this.lock = lock;
  }

  /** Waits until nobody else pulls; says so once if it has to. */
  static HubLock acquire(Path file, PullProgress progress) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      boolean told = false;
      while (true) {
        FileLock lock = tryLock(channel);
        if (lock != null) {
          return new HubLock(channel, lock);
        }
        if (!told) {
          progress.message("waiting for another pull of the same model");
          told = true;
        }
        if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
          throw new IOException("gave up waiting for another pull, which holds " + file);
        }
        LockSupport.parkNanos(PAUSE.toNanos());
      }
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException anotherThread) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    try (channel) {
      lock.release();
    }
  }
}
