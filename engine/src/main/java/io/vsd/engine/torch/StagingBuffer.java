package io.vsd.engine.torch;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Direct memory that inputs of one step are laid out in and that the next step uses again, so that
 * the hot path allocates none. Tensors over it must be dead before {@link #reset} and {@link
 * #close}. One owner thread.
 */
final class StagingBuffer implements AutoCloseable {

  private static final int ALIGNMENT = 64;

  // Its memory goes with the session; a direct buffer's would stay until a full collection.
  private final Arena arena = Arena.ofShared();
  private ByteBuffer buffer = allocate(1 << 16);

  void reset() {
    buffer.clear();
  }

  /** An empty little-endian slice of this many bytes. */
  ByteBuffer take(int bytes) {
    int padded = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (buffer.remaining() < padded) {
      buffer = allocate(Math.max(padded, 2 * buffer.capacity()));
    }
    ByteBuffer slice = buffer.slice(buffer.position(), bytes).order(ByteOrder.LITTLE_ENDIAN);
    buffer.position(buffer.position() + padded);
    return slice;
  }

  private ByteBuffer allocate(int bytes) {
    return arena.allocate(bytes, ALIGNMENT).asByteBuffer();
  }

  /** Frees the memory. Once only. */
  @Override
  public void close() {
    arena.close();
  }
}
