package io.vsd.engine.cpu;

import io.vsd.engine.draft.DraftCache;
import io.vsd.engine.draft.DraftRows;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/** A text's keys and values, and the outputs of its last committed row. */
final class CpuDraftCache implements DraftCache {
  private static final int CHUNK_ROWS = KvLayout.POSITIONS;

  private final CpuDraftNetwork network;
  private final KvCache cache;
  private final int hidden;
  private final float[] lastHidden;
  private final float[] lastLogits;
  private boolean closed;

  CpuDraftCache(CpuDraftNetwork network) {
    this.network = network;
    this.cache = new KvCache(network.pool());
    this.hidden = network.config().hiddenSize();
    this.lastHidden = new float[hidden];
    this.lastLogits = new float[network.config().draftVocabSize()];
  }

  @Override
  public int committed() {
    return cache.length();
  }

  @Override
  public void extend(int[] nextTokens, byte[] features) {
    float[] embeddings = embeddings(nextTokens);
    ReentrantLock lock = network.lock();
    for (int from = 0; from < nextTokens.length; ) {
      int room = CHUNK_ROWS - cache.length() % CHUNK_ROWS;
      int to = Math.min(nextTokens.length, from + room);
      float[] rows = Arrays.copyOfRange(embeddings, from * hidden, to * hidden);
      float[] widened = widened(features, from * 3 * hidden, to * 3 * hidden);
      lock.lock();
      try {
        extendChunk(rows, widened, to == nextTokens.length);
      } finally {
        lock.unlock();
      }
      from = to;
    }
  }

  private void extendChunk(float[] embeddings, float[] features, boolean last) {
    int rows = embeddings.length / hidden;
    int start = cache.length();
    DraftForward forward = network.forward();
    float[] fused = new float[rows * hidden];
    forward.fuse(features, rows, fused);
    int[] positions = new int[rows];
    int[] all = new int[rows];
    Arrays.setAll(positions, i -> start + i);
    Arrays.setAll(all, i -> i);
    cache.beginRows(rows);
    forward.takeIn(cache, embeddings, fused, 0, positions);
    cache.commit(all);
    cache.beginRows(0);
    if (last) {
      // The last row is committed already, so that it sees itself as a position and not as a row.
      int[][] none = {new int[0]};
      RowTree row = new RowTree(cache, rows - 1, new int[] {start + rows - 1}, none, 0);
      forward.finish(row, lastHidden, lastLogits);
    }
  }

  private static float[] widened(byte[] halves, int from, int to) {
    float[] values = new float[to - from];
    for (int i = 0; i < values.length; i++) {
      int at = 2 * (from + i);
      values[i] = Float.float16ToFloat((short) ((halves[at] & 0xff) | (halves[at + 1] << 8)));
    }
    return values;
  }

  /** Rows of the target's embedding, rounded to fp16 as training reads them. */
  float[] embeddings(int[] tokens) {
    float[] rows = new float[tokens.length * hidden];
    network.embedding().gather(tokens, FloatBuffer.wrap(rows));
    for (int i = 0; i < rows.length; i++) {
      rows[i] = Float.float16ToFloat(Float.floatToFloat16(rows[i]));
    }
    return rows;
  }

  @Override
  public DraftRows startTree() {
    if (cache.length() == 0) {
      throw new IllegalStateException("no row has been committed");
    }
    return new CpuDraftRows(network, this, lastHidden, lastLogits);
  }

  KvCache keysAndValues() {
    return cache;
  }

  @Override
  public void close() {
    ReentrantLock lock = network.lock();
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        cache.close();
      }
    } finally {
      lock.unlock();
    }
  }
}
