package io.vsd.engine.torch;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import io.vsd.engine.model.KvSlot;
import io.vsd.engine.model.SlotRows;

/** A slot as two tensors, allocated for its capacity and the rows of one forward behind it. */
final class TorchKvSlot implements KvSlot {
  private final TorchTargetModel model;
  private final PtNDManager manager;
  private final PtNDArray keys;
  private final PtNDArray values;
  private final SlotRows rows;

  TorchKvSlot(TorchTargetModel model, PtNDManager manager, PtNDArray[] cache, int capacity) {
    this.model = model;
    this.manager = manager;
    this.keys = cache[0];
    this.values = cache[1];
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
    boolean inPlace = rows.check(kept);
    if (!inPlace) {
      model.compact(this, kept);
    }
    rows.committed(kept.length);
  }

  PtNDArray keys() {
    return keys;
  }

  PtNDArray values() {
    return values;
  }

  void computed(int count) {
    rows.computed(count);
  }

  boolean belongsTo(TorchTargetModel other) {
    return model == other;
  }

  @Override
  public void close() {
    manager.close();
  }
}
