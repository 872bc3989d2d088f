package io.vsd.engine.cpu;

import io.vsd.engine.model.PrefixScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whole blocks of committed positions, kept for sequences that begin alike: a tree of blocks, each
 * known by its scope, the block before it and its own tokens. Its bytes are bounded; the least
 * recently used go first, and none before those behind it. One owner thread.
 */
final class PrefixCache implements AutoCloseable {
  private static final int POSITIONS = KvLayout.POSITIONS;

  private final KvPool pool;
  private final Map<Key, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private long maxBytes;
  private long bytes;
  private long lastId;

  PrefixCache(KvPool pool) {
    this.pool = pool;
  }

  /** What a block is known by; {@code before} is 0 for the first. */
  private record Key(PrefixScope scope, long before, int[] tokens) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key that
          && before == that.before
          && scope.equals(that.scope)
          && Arrays.equals(tokens, that.tokens);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * scope.hashCode() + Long.hashCode(before)) + Arrays.hashCode(tokens);
    }
  }

  /** A block that is kept, with the features of its positions. */
  static final class Entry {
    private final Key key;
    private final long id;
    private final @Nullable Entry before;
    private final KvBlock block;
    private final byte[] features;
    private int behind;
    private boolean kept = true;

    private Entry(Key key, long id, @Nullable Entry before, KvBlock block, byte[] features) {
      this.key = key;
      this.id = id;
      this.before = before;
      this.block = block;
      this.features = features;
    }

    /** Keys and values. */
    KvBlock block() {
      return block;
    }

    /** Features of the block's positions, fp16; not to be changed. */
    byte[] features() {
      return features;
    }

    /** Whether the cache still has it. */
    boolean kept() {
      return kept;
    }
  }

  /** Bounds what is kept. */
  void limit(long most) {
    maxBytes = most;
    shrink();
  }

  /** Whether anything is kept at all. */
  boolean enabled() {
    return maxBytes > 0;
  }

  /** Bytes of keys, values and features that are kept. */
  long bytes() {
    return bytes;
  }

  /** The longest chain of blocks that a prompt begins with, and that leaves a token of it. */
  List<Entry> find(PrefixScope scope, int[] prompt) {
    List<Entry> chain = new ArrayList<>();
    long before = 0;
    for (int end = POSITIONS; end < prompt.length; end += POSITIONS) {
      int[] tokens = Arrays.copyOfRange(prompt, end - POSITIONS, end);
      Entry entry = entries.get(new Key(scope, before, tokens));
      if (entry == null) {
        break;
      }
      chain.add(entry);
      before = entry.id;
    }
    touch(chain);
    return chain;
  }

  /**
   * Keeps a block.
   *
   * @param before the block before it, which is kept; null for the first
   * @param computed its keys, values and features
   * @return the entry that has these tokens, which may have been there before
   */
  Entry add(PrefixScope scope, @Nullable Entry before, int[] tokens, Computed computed) {
    Key key = new Key(scope, before == null ? 0 : before.id, tokens);
    Entry entry = entries.get(key);
    if (entry == null) {
      lastId++;
      computed.block().hold();
      entry = new Entry(key, lastId, before, computed.block(), computed.features());
      entries.put(key, entry);
      bytes += size(entry);
      if (before != null) {
        before.behind++;
      }
    }
    List<Entry> chain = new ArrayList<>();
    for (Entry e = entry; e != null; e = e.before) {
      chain.add(e);
    }
    Collections.reverse(chain);
    touch(chain);
    shrink();
    return entry;
  }

  /**
   * What was computed of a block.
   *
   * @param block keys and values
   * @param features fp16, not to be changed any more
   */
  record Computed(KvBlock block, byte[] features) {}

  /** Makes a chain the most recently used, its first block last. */
  private void touch(List<Entry> chain) {
    for (Entry entry : chain.reversed()) {
      entries.get(entry.key);
    }
  }

  private void shrink() {
    while (bytes > maxBytes) {
      Iterator<Entry> oldestFirst = entries.values().iterator();
      Entry entry = oldestFirst.next();
      while (entry.behind > 0) {
        entry = oldestFirst.next();
      }
      oldestFirst.remove();
      drop(entry);
    }
  }

  private void drop(Entry entry) {
    entry.kept = false;
    bytes -= size(entry);
    if (entry.before != null) {
      entry.before.behind--;
    }
    pool.release(entry.block);
  }

  private long size(Entry entry) {
    return pool.blockBytes() + entry.features.length;
  }

  @Override
  public void close() {
    limit(0);
  }
}
