package io.vsd.engine.cpu;

import java.lang.foreign.MemorySegment;

/** Keys and values of {@link KvLayout#POSITIONS} positions; shared by those who hold it. */
final class KvBlock {
  private final MemorySegment floats;
  private int holders = 1;

  KvBlock(MemorySegment floats) {
    this.floats = floats;
  }

  /** The block's memory, see {@link KvLayout}. */
  MemorySegment floats() {
    return floats;
  }

  /** One holder more. */
  void hold() {
    holders++;
  }

  /** One holder less; whether it was the last. */
  boolean letGo() {
    if (holders == 0) {
      throw new IllegalStateException("a block was given back twice");
    }
    holders--;
    return holders == 0;
  }
}
