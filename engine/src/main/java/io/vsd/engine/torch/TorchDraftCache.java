package io.vsd.engine.torch;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import io.vsd.engine.checkpoint.DraftConfig;
import io.vsd.engine.draft.DraftCache;
import io.vsd.engine.draft.DraftRows;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The cache as a tensor, fp32 [2, kvHeads, capacity, headDim], that doubles as needed.
 *
 * <p>Invariant: rows [0, committed) are the committed ones; what lies behind them is scratch for
 * the tree that is being grown.
 */
final class TorchDraftCache implements DraftCache {

  private static final int FIRST_CAPACITY = 256;
  private static final int CHUNK_ROWS = 128;

  private final TorchDraftNetwork network;
  private final PtNDManager manager;
  private final StagingBuffer staging = new StagingBuffer();
  private PtNDArray cache;
  private int capacity;
  private int committed;
  private TorchDraftNetwork.@Nullable Rows last;

  TorchDraftCache(TorchDraftNetwork network, int maxTokens) {
    this.network = network;
    this.manager = network.newManager();
    this.capacity = Math.min(FIRST_CAPACITY, maxTokens);
    DraftConfig c = network.config();
    this.cache =
        (PtNDArray)
            manager.zeros(new Shape(2, c.numKvHeads(), capacity, c.headDim()), DataType.FLOAT32);
  }

  @Override
  public int committed() {
    return committed;
  }

  @Override
  public void extend(int[] nextTokens, byte[] features) {
    for (int from = 0; from < nextTokens.length; from += CHUNK_ROWS) {
      extendChunk(nextTokens, features, from, Math.min(nextTokens.length, from + CHUNK_ROWS));
    }
  }

  private void extendChunk(int[] nextTokens, byte[] features, int from, int to) {
    int rows = to - from;
    int width = 6 * network.config().hiddenSize();
    ensureCapacity(committed + rows);
    staging.reset();
    try (PtNDManager scope = network.newManager()) {
      ByteBuffer bytes = staging.take(rows * width).put(features, from * width, rows * width);
      PtNDArray featureRows =
          scope.create(
              bytes.flip(), new Shape(rows, 3L * network.config().hiddenSize()), DataType.FLOAT16);
      TorchDraftNetwork.Rows result =
          network.rows(
              manager,
              "extend",
              IValue.from(cache),
              IValue.from(embeddings(scope, nextTokens, from, to)),
              IValue.from(featureRows),
              IValue.from((long) committed));
      if (last != null) {
        last.close();
      }
      last = result;
    }
    committed += rows;
  }

  /** Embedding rows of some tokens, fp16 [tokens, H], alive until staging is reset. */
  PtNDArray embeddings(PtNDManager scope, int[] tokens, int from, int to) {
    int hidden = network.config().hiddenSize();
    ByteBuffer bytes = staging.take((to - from) * hidden * 2);
    network.embedding().gather(tokens, from, to, bytes);
    return scope.create(bytes.flip(), new Shape(to - from, hidden), DataType.FLOAT16);
  }

  /** Makes room for rows; tree rows need it too. */
  void ensureCapacity(int rows) {
    if (rows <= capacity) {
      return;
    }
    int larger = Math.max(rows, 2 * capacity);
    PtNDArray grown =
        network.tensor(manager, "grow", IValue.from(cache), IValue.from((long) larger));
    cache.close();
    cache = grown;
    capacity = larger;
  }

  @Override
  public DraftRows startTree() {
    if (last == null) {
      throw new IllegalStateException("no row has been committed");
    }
    return new TorchDraftRows(this, last);
  }

  TorchDraftNetwork network() {
    return network;
  }

  PtNDArray cache() {
    return cache;
  }

  StagingBuffer staging() {
    return staging;
  }

  @Override
  public void close() {
    manager.close();
    staging.close();
  }
}
