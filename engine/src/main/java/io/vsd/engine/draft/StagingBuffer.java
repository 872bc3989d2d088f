package io.vsd.engine.draft;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Direct memory that inputs of one step are laid out in and that the next step uses again, so that
 * the hot path allocates none. Tensors over it must be dead before {@link #reset}. One owner
 * thread.
 */
final class StagingBuffer {

  private static final int ALIGNMENT = 64;

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

  private static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocateDirect(bytes);
  }
}
