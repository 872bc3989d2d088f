package io.vsd.engine.draft;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import io.vsd.engine.checkpoint.DraftConfig;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The draft's keys and values for one text. Row i takes the embedding of token i+1 and the target's
 * features of token i, and predicts token i+2: after {@link #extend} with the features of tokens
 * [0, n) and the tokens [1, n], the draft predicts token n+1 and those below. One owner thread at a
 * time.
 *
 * <p>Invariant: cache rows [0, committed) are the committed ones; what lies behind them is scratch
 * for the tree that is being grown. The cache, fp32 [2, kvHeads, capacity, headDim], doubles as
 * needed.
 */
public final class DraftSession implements AutoCloseable {

  private static final int FIRST_CAPACITY = 256;
  private static final int CHUNK_ROWS = 128;

  private final DraftModel model;
  private final int maxTokens;
  private final PtNDManager manager;
  private final StagingBuffer staging = new StagingBuffer();
  private PtNDArray cache;
  private int capacity;
  private int committed;
  private DraftProgram.@Nullable Rows last;
  private boolean open = true;

  DraftSession(DraftModel model, int maxTokens) {
    if (maxTokens <= 0) {
      throw new IllegalArgumentException("a session of " + maxTokens + " tokens holds nothing");
    }
    this.model = model;
    this.maxTokens = maxTokens;
    this.manager = model.program().newManager();
    this.capacity = Math.min(FIRST_CAPACITY, maxTokens);
    DraftConfig c = model.config();
    this.cache =
        (PtNDArray)
            manager.zeros(new Shape(2, c.numKvHeads(), capacity, c.headDim()), DataType.FLOAT32);
  }

  /** The generation that this session runs on. */
  public DraftModel model() {
    return model;
  }

  /** Rows committed so far: tokens whose features were given. */
  public int committed() {
    return committed;
  }

  /**
   * Commits rows: the features of the next tokens and, for each, the token that follows it.
   *
   * @param nextTokens token that follows each feature row
   * @param features fp16 little-endian [n, 3H], as the target gave them
   * @throws IllegalArgumentException when sizes differ or a token is unknown
   * @throws IllegalStateException when the session is closed or would hold more than it may
   */
  public void extend(int[] nextTokens, byte[] features) {
    requireOpen();
    int width = 3 * model.config().hiddenSize() * 2;
    if (features.length != nextTokens.length * (long) width) {
      throw new IllegalArgumentException(
          "%d bytes of features for %d tokens, expected %d"
              .formatted(features.length, nextTokens.length, nextTokens.length * (long) width));
    }
    if (committed + (long) nextTokens.length > maxTokens) {
      throw new IllegalStateException(
          "the session holds %d of %d tokens, %d more do not fit"
              .formatted(committed, maxTokens, nextTokens.length));
    }
    for (int from = 0; from < nextTokens.length; from += CHUNK_ROWS) {
      extendChunk(nextTokens, features, from, Math.min(nextTokens.length, from + CHUNK_ROWS));
    }
  }

  private void extendChunk(int[] nextTokens, byte[] features, int from, int to) {
    int rows = to - from;
    int width = 3 * model.config().hiddenSize() * 2;
    ensureCapacity(committed + rows);
    staging.reset();
    try (PtNDManager scope = model.program().newManager()) {
      ByteBuffer bytes = staging.take(rows * width).put(features, from * width, rows * width);
      PtNDArray featureRows =
          scope.create(
              bytes.flip(), new Shape(rows, 3L * model.config().hiddenSize()), DataType.FLOAT16);
      DraftProgram.Rows result =
          model
              .program()
              .rows(
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
    int hidden = model.config().hiddenSize();
    ByteBuffer bytes = staging.take((to - from) * hidden * 2);
    model.embedding().gather(tokens, from, to, bytes);
    return scope.create(bytes.flip(), new Shape(to - from, hidden), DataType.FLOAT16);
  }

  /** Makes room for rows; tree rows need it too. */
  void ensureCapacity(int rows) {
    if (rows <= capacity) {
      return;
    }
    int larger = Math.max(rows, 2 * capacity);
    PtNDArray grown =
        model.program().tensor(manager, "grow", IValue.from(cache), IValue.from((long) larger));
    cache.close();
    cache = grown;
    capacity = larger;
  }

  /**
   * Starts a tree below the last committed token.
   *
   * @throws IllegalStateException when nothing has been committed or the session is closed
   */
  DraftRows startTree() {
    requireOpen();
    if (last == null) {
      throw new IllegalStateException(
          "no row has been committed, so there is nothing to draft from");
    }
    return new DraftRows(this, last);
  }

  PtNDArray cache() {
    return cache;
  }

  StagingBuffer staging() {
    return staging;
  }

  private void requireOpen() {
    if (!open) {
      throw new IllegalStateException("the session has been closed");
    }
  }

  /** Frees the cache and lets the model go. Idempotent. */
  @Override
  public void close() {
    if (open) {
      open = false;
      manager.close();
      staging.close();
      model.release();
    }
  }
}
