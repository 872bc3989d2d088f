package io.vsd.engine.format;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A read-only memory-mapped file of any size, little-endian. */
final class MappedFile implements AutoCloseable {
  static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Path path;
  private final RandomAccessFile file;
  private final Arena arena;
  private final MemorySegment bytes;

  private MappedFile(Path path, RandomAccessFile file, Arena arena, MemorySegment bytes) {
    this.path = path;
    this.file = file;
    this.arena = arena;
    this.bytes = bytes;
  }

  static MappedFile open(Path path) {
    Arena arena = Arena.ofShared();
    try {
      // Not a channel: one that a thread is interrupted in closes for all others.
      RandomAccessFile file = new RandomAccessFile(path.toFile(), "r");
      FileChannel channel = file.getChannel();
      MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      return new MappedFile(path, file, arena, bytes);
    } catch (FileNotFoundException e) {
      arena.close();
      String reason = Files.exists(path) ? "cannot be read: " + e.getMessage() : "no such file";
      throw new MalformedWeightsException(path, reason, e);
    } catch (IOException e) {
      arena.close();
      throw new UncheckedIOException("cannot map " + path, e);
    }
  }

  Path path() {
    return path;
  }

  long size() {
    return bytes.byteSize();
  }

  MemorySegment slice(long offset, long length) {
    return bytes.asSlice(offset, length);
  }

  String utf8(long offset, int length) {
    byte[] text = new byte[length];
    copy(offset, text);
    return new String(text, StandardCharsets.UTF_8);
  }

  /**
   * Fills an array. What the file has lost is never touched: the JVM tells of such a fault some
   * time after it, in compiled loops it may end the process.
   *
   * @throws MalformedWeightsException if the file has been cut short since it was opened
   */
  void copy(long offset, byte[] to) {
    try {
      long left = file.length();
      if (left < offset + to.length) {
        throw new MalformedWeightsException(
            path,
            "was cut short while it was in use: it had %d bytes and has %d; replace model files by renaming"
                .formatted(size(), left));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path, e);
    }
    MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, offset, to, 0, to.length);
  }

  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
      try {
        file.close();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot close " + path, e);
      }
    }
  }
}
