package io.vsd.local.cluster;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps two commands from working in one state directory at once. The system drops it with the
 * process, however that ends.
 */
public final class StateLock implements AutoCloseable {
  private final FileChannel channel;

  private StateLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Locks a state directory, which need not exist yet.
   *
   * @throws ClusterException if another command has it
   */
  public static StateLock of(Path stateDir) throws IOException, ClusterException {
    Path file = stateDir.resolveSibling(stateDir.getFileName() + ".lock");
    Files.createDirectories(file.toAbsolutePath().getParent());
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!isFree(channel)) {
      channel.close();
      throw new ClusterException("another command of this checkout is using " + stateDir);
    }
    return new StateLock(channel);
  }

  private static boolean isFree(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // This very process has it.
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
