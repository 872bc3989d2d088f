package io.vsd.engine.cpu;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The kernels of this process, each made when it is first asked for. */
final class Kernels {
  /** What is done to single rows. */
  static final RowKernels ROWS = Lanes.SCALAR ? new ScalarRows() : new VectorRows();

  private static final Map<TileShape, TileKernel> TILES = new ConcurrentHashMap<>();

  private Kernels() {}

  /** The kernel of a shape. */
  static TileKernel tile(TileShape shape) {
    TileKernel kernel = TILES.get(shape);
    return kernel != null ? kernel : TILES.computeIfAbsent(shape, Kernels::make);
  }

  private static TileKernel make(TileShape shape) {
    return Lanes.SCALAR ? new ScalarTiles(shape) : TileCompiler.compile(shape);
  }

  /**
   * Replaces values by exp(value - top); returns their sum.
   *
   * @param count any number
   */
  static float exponentials(float[] x, int count, float top) {
    float[] parts = new float[RowKernels.PARTS];
    int whole = count - count % RowKernels.PARTS;
    ROWS.exponentials(x, 0, whole, top, parts);
    for (int i = whole; i < count; i++) {
      x[i] = Exponential.of(x[i] - top);
      parts[i % RowKernels.PARTS] += x[i];
    }
    return RowKernels.fold(parts);
  }
}
