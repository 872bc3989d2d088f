package io.vsd.engine.cpu;

import io.vsd.engine.model.KvSlot;
import io.vsd.engine.model.SlotRows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A slot whose keys and values lie in blocks of the model's pool. */
final class CpuKvSlot implements KvSlot {
  private final CpuTargetModel model;
  private final KvCache cache;
  private final SlotRows rows;
  private @Nullable PrefixTrail trail;
  private PrefixTrail.@Nullable ComputedRows computed;
  private byte[] reusedFeatures = new byte[0];
  private boolean closed;

  CpuKvSlot(CpuTargetModel model, KvCache cache, int capacity) {
    this.model = model;
    this.cache = cache;
    this.rows = new SlotRows(capacity);
  }

  /** Begins with blocks that were found in the prefix cache, and hands in those that follow. */
  void follow(PrefixTrail newTrail, List<PrefixCache.Entry> found) {
    trail = newTrail;
    cache.share(found.stream().map(PrefixCache.Entry::block).toList());
    rows.committed(cache.length());
    reusedFeatures = new byte[found.stream().mapToInt(e -> e.features().length).sum()];
    int at = 0;
    for (PrefixCache.Entry entry : found) {
      System.arraycopy(entry.features(), 0, reusedFeatures, at, entry.features().length);
      at += entry.features().length;
    }
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
  public byte[] reusedFeatures() {
    return reusedFeatures.clone();
  }

  @Override
  public void commit(int[] kept) {
    requireOpen();
    rows.check(kept);
    int before = cache.length();
    cache.commit(kept);
    rows.committed(kept.length);
    PrefixTrail.ComputedRows forward = computed;
    if (trail != null && forward != null) {
      for (int i = 0; i < kept.length; i++) {
        trail.committed(cache.blockOf(before + i), kept[i], forward);
      }
    }
    computed = null;
  }

  KvCache cache() {
    return cache;
  }

  /** A forward has computed rows behind the committed tokens. */
  void computed(PrefixTrail.ComputedRows forward) {
    rows.computed(forward.tokens().length);
    computed = forward;
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
