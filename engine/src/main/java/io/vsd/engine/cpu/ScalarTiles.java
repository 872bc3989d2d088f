package io.vsd.engine.cpu;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The kernel of a {@link TileShape} without vectors, for machines that have none: the same sums in
 * the same order as {@link TileCode}, so the same bits.
 */
record ScalarTiles(TileShape shape) implements TileKernel {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;

  @Override
  public void run(Tile tile) {
    float[] line = new float[2 * Lanes.COUNT];
    float[] sums = new float[2 * Lanes.COUNT];
    for (int panel = 0; panel < shape.panels(); panel++) {
      for (int row = 0; row < shape.rows(); row++) {
        int y = tile.yFrom + row * tile.yStride + panel * sums.length;
        for (int j = 0; j < sums.length; j++) {
          sums[j] = shape.use().adds() ? tile.y[y + j] : 0;
        }
        for (int k = 0; k < tile.inputs; k++) {
          read(tile, panel, k, line);
          float x = input(tile, row, k);
          for (int j = 0; j < sums.length; j++) {
            sums[j] = Math.fma(line[j], x, sums[j]);
          }
        }
        System.arraycopy(sums, 0, tile.y, y, sums.length);
      }
    }
  }

  private float input(Tile tile, int row, int k) {
    return shape.use().packed()
        ? tile.x[tile.xFrom + k * shape.rows() + row]
        : tile.x[tile.xFrom + k + row * tile.xStride];
  }

  private void read(Tile tile, int panel, int input, float[] line) {
    MemorySegment weights = tile.weights;
    int streams = shape.streams();
    long at =
        tile.first
            + panel * tile.panelBytes
            + (input & (streams - 1)) * tile.streamBytes
            + (long) (input / streams) * tile.lineBytes;
    int lanes = line.length / 2;
    for (int j = 0; j < lanes; j++) {
      if (shape.form() == WeightForm.F32) {
        line[j] = weights.get(FLOAT, at + 4L * j);
        line[j + lanes] = weights.get(FLOAT, at + 4L * (j + lanes));
      } else {
        int bits = weights.get(INT, at + 4L * j);
        line[j] = HalfBits.low(shape.form(), bits);
        line[j + lanes] = HalfBits.high(shape.form(), bits);
      }
    }
  }
}
