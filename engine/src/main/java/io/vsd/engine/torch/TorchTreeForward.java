package io.vsd.engine.torch;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import io.vsd.engine.decoding.TokenLaw;
import io.vsd.engine.model.FeatureRows;
import io.vsd.engine.model.TreeForward;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Logits and features that stay native until a row is asked for. */
final class TorchTreeForward implements TreeForward {
  private final TorchProgram program;
  private final PtNDManager manager;
  private final PtNDArray logits;
  private final int firstLogitRow;
  private final int rows;
  private final PtNDArray features;
  private byte @Nullable [] featureBytes;
  private final Map<Integer, TokenLaw> laws = new HashMap<>();
  private @Nullable FloatBuffer hostLogits;

  /**
   * @param out logits {@code [rows - firstLogitRow, vocab]} fp32 and features {@code [rows, 3 *
   *     hidden]} fp16, of the manager
   */
  TorchTreeForward(TorchProgram program, PtNDManager manager, PtNDArray[] out, int firstLogitRow) {
    this.program = program;
    this.manager = manager;
    this.logits = out[0];
    this.features = out[1];
    this.firstLogitRow = firstLogitRow;
    this.rows = Math.toIntExact(features.getShape().get(0));
  }

  @Override
  public int rows() {
    return rows;
  }

  /** From a GPU that row alone is fetched. */
  @Override
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

  @Override
  public TokenLaw law(int row) {
    return laws.computeIfAbsent(row, wanted -> TokenLaw.of(logits(wanted)));
  }

  @Override
  public byte[] features(int[] wanted) {
    return FeatureRows.pick(allFeatures(), rows, wanted);
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
      ByteBuffer view = features.toByteBuffer(false);
      bytes = new byte[view.remaining()];
      view.get(bytes);
      featureBytes = bytes;
    }
    return bytes;
  }

  @Override
  public void close() {
    manager.close();
  }
}
