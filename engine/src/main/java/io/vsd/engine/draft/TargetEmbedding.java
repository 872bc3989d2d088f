package io.vsd.engine.draft;

import io.vsd.engine.weights.ModelDirectory;
import io.vsd.engine.weights.WeightSource;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The target's embedding, fp16 [vocab, H], outside the heap. All draft generations of a process
 * share one; it is freed when the last of them is collected. Thread safe: never written after it
 * was made.
 */
public final class TargetEmbedding {

  private static final String NAME = "model.embed_tokens.weight";
  private static final ValueLayout.OfShort HALF =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final int vocabSize;
  private final int hiddenSize;
  private final MemorySegment rows;

  private TargetEmbedding(float[] values, int hiddenSize) {
    if (hiddenSize <= 0 || values.length % hiddenSize != 0) {
      throw new IllegalArgumentException(
          values.length + " embedding values are no rows of " + hiddenSize);
    }
    this.hiddenSize = hiddenSize;
    this.vocabSize = values.length / hiddenSize;
    this.rows = Arena.ofAuto().allocate(2L * values.length, 64);
    for (int i = 0; i < values.length; i++) {
      rows.set(HALF, 2L * i, Float.floatToFloat16(values[i]));
    }
  }

  /** Reads the embedding of an opened model. */
  public static TargetEmbedding of(ModelDirectory model) {
    return of(model.weights());
  }

  /** Reads {@code model.embed_tokens.weight}. */
  public static TargetEmbedding of(WeightSource weights) {
    return new TargetEmbedding(weights.readFloats(NAME), (int) weights.shape(NAME)[1]);
  }

  /** From values [vocab, H], row-major; rounded to fp16. */
  public static TargetEmbedding of(float[] values, int hiddenSize) {
    return new TargetEmbedding(values, hiddenSize);
  }

  /** Rows: tokens of the target's vocabulary. */
  public int vocabSize() {
    return vocabSize;
  }

  /** Width of a row. */
  public int hiddenSize() {
    return hiddenSize;
  }

  /** One row, widened to fp32. */
  public float[] row(int tokenId) {
    float[] row = new float[hiddenSize];
    long start = 2L * check(tokenId) * hiddenSize;
    for (int i = 0; i < hiddenSize; i++) {
      row[i] = Float.float16ToFloat(rows.get(HALF, start + 2L * i));
    }
    return row;
  }

  /** Appends the rows of some tokens as fp16 little-endian, [tokens, H]. */
  void gather(int[] tokenIds, int from, int to, ByteBuffer out) {
    long bytes = 2L * hiddenSize;
    for (int i = from; i < to; i++) {
      out.put(rows.asSlice(check(tokenIds[i]) * bytes, bytes).asByteBuffer());
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
