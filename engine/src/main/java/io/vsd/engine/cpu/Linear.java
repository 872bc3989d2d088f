package io.vsd.engine.cpu;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A linear layer: every row's every output is its bias plus the sum of inputs times weights, added
 * in the order of inputs. The bits of a row do not depend on the rows beside it or on threads.
 */
final class Linear {
  /** Weights of a chunk, so that handing it out costs nothing beside reading it. */
  private static final long CHUNK_BYTES = 48 << 10;

  private static final int SERIAL_FLOATS = 1 << 14;

  private final PanelMatrix matrix;
  private final float @Nullable [] bias;

  /**
   * A layer of packed weights.
   *
   * @param bias of each output, or null
   */
  Linear(PanelMatrix matrix, float @Nullable [] bias) {
    this.matrix = matrix;
    this.bias = bias;
  }

  /** Inputs. */
  int in() {
    return matrix.in();
  }

  /** Outputs. */
  int out() {
    return matrix.out();
  }

  /** The panels. */
  MemorySegment weights() {
    return matrix.data();
  }

  /** Bytes of the weights. */
  long bytes() {
    return matrix.data().byteSize();
  }

  /**
   * Multiplies rows.
   *
   * @param x {@code [rows, in]}
   * @param rows at least one
   * @param y {@code [rows, out]}, written
   */
  void apply(Team team, float[] x, int rows, float[] y) {
    TilePlan plan = TilePlan.of(rows);
    float[] packed = team.packed(rows * matrix.in());
    pack(team, x, rows, packed, plan);
    new Product(team, plan, packed, rows, y).run();
  }

  /** Puts the rows of each tile side by side, [inputs, rows of the tile], scaled. */
  private void pack(Team team, float[] x, int rows, float[] packed, TilePlan plan) {
    int tiles = (rows + plan.height() - 1) / plan.height();
    if (rows * matrix.in() < SERIAL_FLOATS) {
      for (int t = 0; t < tiles; t++) {
        packTile(x, rows, packed, plan, t * plan.height());
      }
    } else {
      team.workers().run(tiles, (t, worker) -> packTile(x, rows, packed, plan, t * plan.height()));
    }
  }

  private void packTile(float[] x, int rows, float[] packed, TilePlan plan, int from) {
    int in = matrix.in();
    int height = plan.height(from, rows);
    float scale = matrix.inputScale();
    for (int row = 0; row < height; row++) {
      int source = (from + row) * in;
      int target = from * in + row;
      for (int k = 0; k < in; k++) {
        packed[target + k * height] = x[source + k] * scale;
      }
    }
  }

  /** One product under way. */
  private final class Product {
    private final Team team;
    private final TilePlan plan;
    private final float[] x;
    private final int rows;
    private final float[] y;
    private final int groups;
    private final int perChunk;
    private final int groupChunks;

    Product(Team team, TilePlan plan, float[] x, int rows, float[] y) {
      this.team = team;
      this.plan = plan;
      this.x = x;
      this.rows = rows;
      this.y = y;
      this.groups = matrix.panels() / plan.panels();
      long bytes = plan.panels() * matrix.panelBytes();
      int least = groups / (Workers.MAX_CHUNKS / 2) + 1;
      this.perChunk = Math.max(least, (int) Math.min(groups, Math.max(1, CHUNK_BYTES / bytes)));
      this.groupChunks = (groups + perChunk - 1) / perChunk;
    }

    void run() {
      int single = matrix.panels() - groups * plan.panels();
      team.workers().run(groupChunks + single, this::chunk);
    }

    private void chunk(int chunk, int worker) {
      Team.Scratch scratch = team.scratch(worker);
      if (chunk >= groupChunks) {
        group(groups * plan.panels() + chunk - groupChunks, 1, scratch);
        return;
      }
      int end = Math.min(groups, (chunk + 1) * perChunk);
      for (int g = chunk * perChunk; g < end; g++) {
        group(g * plan.panels(), plan.panels(), scratch);
      }
    }

    /** All rows with some panels that lie side by side. */
    private void group(int panel, int panels, Team.Scratch scratch) {
      int first = panel * matrix.width();
      int width = panels * matrix.width();
      int kept = Math.min(width, matrix.out() - first);
      Tile tile = scratch.tile;
      tile.x = x;
      if (kept == width) {
        tile.y = y;
        tile.yStride = matrix.out();
        multiply(panel, panels, first, scratch);
      } else {
        // The last panel reaches beyond the outputs, where the next row's lie.
        float[] sums = scratch.sums(rows * width);
        tile.y = sums;
        tile.yStride = width;
        multiply(panel, panels, 0, scratch);
        for (int row = 0; row < rows; row++) {
          System.arraycopy(sums, row * width, y, row * matrix.out() + first, kept);
        }
      }
      for (int row = 0; row < rows; row++) {
        finish(row * matrix.out() + first, first, kept);
      }
    }

    private void multiply(int panel, int panels, int yFrom, Team.Scratch scratch) {
      Tile tile = scratch.tile;
      tile.weights = matrix.data();
      tile.first = panel * matrix.panelBytes();
      tile.panelBytes = matrix.panelBytes();
      tile.streamBytes = matrix.streamBytes();
      tile.lineBytes = matrix.lineBytes();
      tile.inputs = matrix.in();
      for (int row = 0; row < rows; row += plan.height()) {
        int height = plan.height(row, rows);
        tile.xFrom = row * matrix.in();
        tile.yFrom = yFrom + row * tile.yStride;
        Kernels.tile(
                new TileShape(
                    matrix.form(), height, panels, matrix.streams(), TileShape.Use.LINEAR))
            .run(tile);
      }
    }

    /** Scales sums back and adds the bias; exact but for the addition's rounding. */
    private void finish(int at, int output, int count) {
      float scale = matrix.outputScale();
      float[] biases = bias;
      if (biases != null) {
        for (int i = 0; i < count; i++) {
          y[at + i] = Math.fma(y[at + i], scale, biases[output + i]);
        }
      } else if (scale != 1) {
        for (int i = 0; i < count; i++) {
          y[at + i] *= scale;
        }
      }
    }
  }
}
