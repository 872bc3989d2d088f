package io.vsd.engine.draft;

import io.vsd.engine.checkpoint.DraftConfig;
import io.vsd.engine.format.WeightSource;
import io.vsd.engine.weights.ModelDirectory;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * The target's embedding, [vocab, H], read where it lies: rows are decoded from the mapped file
 * when they are asked for, so it costs no memory but the pages that are touched, which all
 * processes share. It is open as long as the model that it was made of; who opened that closes it,
 * after the last draft that reads it. Thread safe.
 */
public final class TargetEmbedding {

  private static final String NAME = "model.embed_tokens.weight";

  /** Decodes one row to the buffer's position on. */
  @FunctionalInterface
  private interface Rows {
    void read(int row, FloatBuffer out);
  }

  private final int vocabSize;
  private final int hiddenSize;
  private final Rows rows;

  private TargetEmbedding(int vocabSize, int hiddenSize, Rows rows) {
    this.vocabSize = vocabSize;
    this.hiddenSize = hiddenSize;
    this.rows = rows;
  }

  /** The embedding of an opened model. */
  public static TargetEmbedding of(ModelDirectory model) {
    return of(model.weights());
  }

  /** {@code model.embed_tokens.weight}. */
  public static TargetEmbedding of(WeightSource weights) {
    return new TargetEmbedding(
        Math.toIntExact(weights.rows(NAME)),
        Math.toIntExact(weights.width(NAME)),
        (row, out) -> weights.readRows(NAME, row, row + 1, out));
  }

  /** Of values [vocab, H], row-major, which are not copied. */
  public static TargetEmbedding of(float[] values, int hiddenSize) {
    if (hiddenSize <= 0 || values.length % hiddenSize != 0) {
      throw new IllegalArgumentException(
          values.length + " embedding values are no rows of " + hiddenSize);
    }
    return new TargetEmbedding(
        values.length / hiddenSize,
        hiddenSize,
        (row, out) -> out.put(values, row * hiddenSize, hiddenSize));
  }

  /** Rows: tokens of the target's vocabulary. */
  public int vocabSize() {
    return vocabSize;
  }

  /** Width of a row. */
  public int hiddenSize() {
    return hiddenSize;
  }

  /**
   * Refuses the embedding of another target than the draft's.
   *
   * @throws IllegalArgumentException when it has other dimensions than the draft expects
   */
  public void requireFits(DraftConfig draft) {
    if (hiddenSize != draft.hiddenSize() || vocabSize != draft.vocabSize()) {
      throw new IllegalArgumentException(
          "the embedding is [%d, %d], the draft expects [%d, %d]"
              .formatted(vocabSize, hiddenSize, draft.vocabSize(), draft.hiddenSize()));
    }
  }

  /** Appends the rows of some tokens as fp32, [tokens, H], as training reads them. */
  public void gather(int[] tokenIds, FloatBuffer out) {
    for (int token : tokenIds) {
      rows.read(check(token), out);
    }
  }

  /** Appends the rows of the tokens [from, to) rounded to fp16 little-endian, [to - from, H]. */
  public void gather(int[] tokenIds, int from, int to, ByteBuffer out) {
    FloatBuffer row = FloatBuffer.allocate(hiddenSize);
    for (int i = from; i < to; i++) {
      rows.read(check(tokenIds[i]), row.clear());
      for (int j = 0; j < hiddenSize; j++) {
        out.putShort(Float.floatToFloat16(row.get(j)));
      }
    }
  }

  private int check(int tokenId) {
    if (tokenId < 0 || tokenId >= vocabSize) {
      throw new IllegalArgumentException(
          "token " + tokenId + " is outside the vocabulary of " + vocabSize);
    }
    return tokenId;
  }
}
