package io.vsd.engine.cpu;

import java.lang.foreign.Arena;
import java.util.ArrayDeque;

/**
 * The blocks of one network's slots. Memory is taken as it is needed and used again; it goes back
 * to the system when the pool is closed, after the last slot. One owner thread.
 */
final class KvPool implements AutoCloseable {
  private final KvLayout layout;
  private final Arena arena = Arena.ofShared();
  private final ArrayDeque<KvBlock> free = new ArrayDeque<>();
  private int blocks;

  KvPool(KvLayout layout) {
    this.layout = layout;
  }

  KvLayout layout() {
    return layout;
  }

  /** A block with one holder; what it holds is left over. */
  KvBlock take() {
    KvBlock block = free.poll();
    if (block == null) {
      blocks++;
      return new KvBlock(arena.allocate(layout.floats() * Float.BYTES, 64));
    }
    block.hold();
    return block;
  }

  /** A holder is done with a block. */
  void release(KvBlock block) {
    if (block.letGo()) {
      free.push(block);
    }
  }

  /** Blocks that somebody holds. */
  int held() {
    return blocks - free.size();
  }

  /** Bytes of a block. */
  long blockBytes() {
    return layout.floats() * Float.BYTES;
  }

  @Override
  public void close() {
    arena.close();
  }
}
