package io.vsd.engine.cpu;

import io.vsd.engine.model.KvSlot;
import io.vsd.engine.model.SlotRows;

/** A slot whose keys and values lie in blocks of the model's pool. */
final class CpuKvSlot implements KvSlot {
  private final CpuTargetModel model;
  private final KvCache cache;
  private final SlotRows rows;
  private boolean closed;

  CpuKvSlot(CpuTargetModel model, KvCache cache, int capacity) {
    this.model = model;
    this.cache = cache;
    this.rows = new SlotRows(capacity);
  }

  @Override
  public int length() {
    return rows.length();
  }

  @Override
  public int capacity() {
    return rows.capacity();
  }

  @Override
  public void commit(int[] kept) {
    requireOpen();
    rows.check(kept);
    cache.commit(kept);
    rows.committed(kept.length);
  }

  KvCache cache() {
    return cache;
  }

  void computed(int count) {
    rows.computed(count);
  }

  boolean belongsTo(CpuTargetModel other) {
    return model == other;
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the slot is closed");
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      cache.close();
    }
  }
}
