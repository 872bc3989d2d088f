package io.vsd.engine.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Keys and values of one sequence: blocks of the committed positions and, apart from them, blocks
 * of the rows of the forward in hand. One owner thread at a time; while a forward runs, different
 * threads write different rows.
 */
final class KvCache implements AutoCloseable {
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;

  private final KvPool pool;
  private final KvLayout layout;
  private final List<KvBlock> committed = new ArrayList<>();
  private final List<KvBlock> pending = new ArrayList<>();
  private int length;

  KvCache(KvPool pool) {
    this.pool = pool;
    this.layout = pool.layout();
  }

  /** Committed positions. */
  int length() {
    return length;
  }

  /** The blocks of the committed positions; the last may be partly filled. */
  List<KvBlock> committed() {
    return committed;
  }

  /** The blocks of the rows in hand: row r is position r mod 64 of block r / 64. */
  List<KvBlock> pending() {
    return pending;
  }

  /** The block that holds a committed position. */
  KvBlock blockOf(int position) {
    return committed.get(position / KvLayout.POSITIONS);
  }

  /** Makes room for the rows of a forward. */
  void beginRows(int rows) {
    int blocks = (rows + KvLayout.POSITIONS - 1) / KvLayout.POSITIONS;
    while (pending.size() < blocks) {
      pending.add(pool.take());
    }
    while (pending.size() > blocks) {
      pool.release(pending.removeLast());
    }
  }

  /** Writes a row's keys and values of one layer, each {@code [kvHeads, headDim]}. */
  void write(int layer, int row, float[] keysAndValues, int keysFrom, int valuesFrom) {
    MemorySegment block = pending.get(row / KvLayout.POSITIONS).floats();
    int at = row % KvLayout.POSITIONS;
    int width = layout.headDim();
    for (int head = 0; head < layout.kvHeads(); head++) {
      long keys = layout.keys(layer, head) + at;
      for (int d = 0; d < width; d++) {
        float key = keysAndValues[keysFrom + head * width + d];
        block.setAtIndex(FLOAT, keys + (long) d * KvLayout.POSITIONS, key);
      }
      long values = layout.values(layer, head) + (long) at * layout.valueWidth();
      MemorySegment.copy(
          keysAndValues, valuesFrom + head * width, block, FLOAT, values * Float.BYTES, width);
    }
  }

  /** Puts rows in hand behind the committed positions, in this order. */
  void commit(int[] rows) {
    if (commitsWholeBlock(rows)) {
      committed.add(pending.removeFirst());
      length += rows.length;
      return;
    }
    for (int row : rows) {
      int at = length % KvLayout.POSITIONS;
      if (at == 0) {
        committed.add(pool.take());
      }
      copy(
          pending.get(row / KvLayout.POSITIONS).floats(),
          row % KvLayout.POSITIONS,
          committed.getLast().floats(),
          at);
      length++;
    }
  }

  private boolean commitsWholeBlock(int[] rows) {
    return length % KvLayout.POSITIONS == 0
        && rows.length == KvLayout.POSITIONS
        && rows[rows.length - 1] == KvLayout.POSITIONS - 1;
  }

  private void copy(MemorySegment from, int source, MemorySegment to, int target) {
    int width = layout.valueWidth();
    for (int layer = 0; layer < layout.layers(); layer++) {
      for (int head = 0; head < layout.kvHeads(); head++) {
        long keys = layout.keys(layer, head);
        for (int d = 0; d < layout.headDim(); d++) {
          long line = keys + (long) d * KvLayout.POSITIONS;
          to.setAtIndex(FLOAT, line + target, from.getAtIndex(FLOAT, line + source));
        }
        long values = layout.values(layer, head);
        MemorySegment.copy(
            from,
            (values + (long) source * width) * Float.BYTES,
            to,
            (values + (long) target * width) * Float.BYTES,
            (long) width * Float.BYTES);
      }
    }
  }

  /** Begins with blocks that hold another sequence's first positions; they are held from now on. */
  void share(List<KvBlock> blocks) {
    blocks.forEach(KvBlock::hold);
    committed.addAll(blocks);
    length += blocks.size() * KvLayout.POSITIONS;
  }

  @Override
  public void close() {
    committed.forEach(pool::release);
    pending.forEach(pool::release);
    committed.clear();
    pending.clear();
    length = 0;
  }
}
