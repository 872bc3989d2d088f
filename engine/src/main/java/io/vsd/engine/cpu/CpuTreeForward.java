package io.vsd.engine.cpu;

import io.vsd.engine.decoding.TokenLaw;
import io.vsd.engine.model.FeatureRows;
import io.vsd.engine.model.TreeForward;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The rows of one request: their logits in memory of the whole forward, their features copied. */
final class CpuTreeForward implements TreeForward {
  private final LogitMemory.Lease logits;
  private final int firstIndex;
  private final int firstLogitRow;
  private final byte[] features;
  private final @Nullable TokenLaw[] laws;

  /**
   * Rows of a request.
   *
   * @param logits of all rows of the forward that have some; given back when this is closed
   * @param firstIndex where the first of this request lies among them
   * @param features of all rows, fp16
   */
  CpuTreeForward(
      LogitMemory.Lease logits, int firstIndex, int firstLogitRow, byte[] features, int rows) {
    this.logits = logits;
    this.firstIndex = firstIndex;
    this.firstLogitRow = firstLogitRow;
    this.features = features;
    this.laws = new TokenLaw[rows];
  }

  @Override
  public int rows() {
    return laws.length;
  }

  @Override
  public float[] logits(int row) {
    if (row < firstLogitRow || row >= laws.length) {
      throw new IllegalArgumentException(
          "row %d has no logits; rows %d..%d have".formatted(row, firstLogitRow, laws.length - 1));
    }
    int vocab = logits.width();
    int from = (firstIndex + row - firstLogitRow) * vocab;
    return Arrays.copyOfRange(logits.values(), from, from + vocab);
  }

  @Override
  public TokenLaw law(int row) {
    TokenLaw law = row >= 0 && row < laws.length ? laws[row] : null;
    if (law == null) {
      law = TokenLaw.of(logits(row));
      laws[row] = law;
    }
    return law;
  }

  @Override
  public byte[] features(int[] rows) {
    return FeatureRows.pick(features, laws.length, rows);
  }

  @Override
  public void close() {
    logits.close();
  }
}
