package io.vsd.engine.model;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import io.vsd.engine.decoding.TokenLaw;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one forward computed. Row 0 is the root, row i + 1 is node i; after a prefill row i is
 * prompt token i, and only the last one has logits. Logits stay native until a row is asked for.
 * Close it when the round is over; not thread-safe.
 */
public final class TreeForward implements AutoCloseable {
  private final TorchProgram program;
  private final PtNDManager manager;
  private final PtNDArray logits;
  private final int firstLogitRow;
  private final int rows;
  private final List<PtNDArray> featureBlocks;
  private byte @Nullable [] featureBytes;
  private final Map<Integer, TokenLaw> laws = new HashMap<>();
  private @Nullable FloatBuffer hostLogits;

  /**
   * @param logits {@code [rows - firstLogitRow, vocab]} fp32
   * @param featureBlocks fp16 {@code [some rows, 3 * hidden]} each, {@code rows} rows together
   */
  TreeForward(
      TorchProgram program,
      PtNDManager manager,
      PtNDArray logits,
      int firstLogitRow,
      List<PtNDArray> featureBlocks) {
    this.program = program;
    this.manager = manager;
    this.logits = logits;
    this.firstLogitRow = firstLogitRow;
    this.featureBlocks = featureBlocks;
    this.rows = featureBlocks.stream().mapToInt(b -> Math.toIntExact(b.getShape().get(0))).sum();
  }

  /** Rows computed. */
  public int rows() {
    return rows;
  }

  /** A copy of a row's logits, {@code [vocab]}; from a GPU that row alone is fetched. */
  public float[] logits(int row) {
    int index = logitIndex(row);
    if (logits.getDevice().isGpu()) {
      try (PtNDManager scope = TorchRuntime.scope(manager);
          PtNDArray values =
              program.tensor(scope, "row", IValue.from(logits), IValue.from((long) index))) {
        return values.toFloatArray();
      }
    }
    float[] values = new float[Math.toIntExact(logits.getShape().get(1))];
    hostLogits().get(index * values.length, values);
    return values;
  }

  /** The logits' own memory; a call into libtorch for each row would cost more than its copy. */
  private FloatBuffer hostLogits() {
    FloatBuffer view = hostLogits;
    if (view == null) {
      view = logits.toByteBuffer(true).asFloatBuffer();
      hostLogits = view;
    }
    return view;
  }

  /** The law that a row's logits give; another row's costs nothing. */
  public TokenLaw law(int row) {
    return laws.computeIfAbsent(row, wanted -> TokenLaw.of(logits(wanted)));
  }

  /** Features of these rows, fp16 little-endian {@code [rows.length, 3 * hidden]}. */
  public byte[] features(int[] wanted) {
    byte[] all = allFeatures();
    int width = all.length / rows;
    byte[] picked = new byte[wanted.length * width];
    for (int i = 0; i < wanted.length; i++) {
      if (wanted[i] < 0 || wanted[i] >= rows) {
        throw new IllegalArgumentException("no row " + wanted[i] + " among " + rows);
      }
      System.arraycopy(all, wanted[i] * width, picked, i * width, width);
    }
    return picked;
  }

  private int logitIndex(int row) {
    if (row < firstLogitRow || row >= rows) {
      throw new IllegalArgumentException(
          "row " + row + " has no logits; rows " + firstLogitRow + ".." + (rows - 1) + " have");
    }
    return row - firstLogitRow;
  }

  private byte[] allFeatures() {
    byte[] bytes = featureBytes;
    if (bytes == null) {
      bytes = bytes(featureBlocks);
      featureBytes = bytes;
    }
    return bytes;
  }

  static byte[] bytes(List<PtNDArray> blocks) {
    List<ByteBuffer> parts = blocks.stream().map(b -> b.toByteBuffer(false)).toList();
    ByteBuffer joined = ByteBuffer.allocate(parts.stream().mapToInt(ByteBuffer::remaining).sum());
    parts.forEach(joined::put);
    return joined.array();
  }

  @Override
  public void close() {
    manager.close();
  }
}
