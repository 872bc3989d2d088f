package io.vsd.engine.cpu;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Attention of rows over the committed positions of their sequence, their ancestors and themselves.
 * Scores add over dimensions, mixtures of values over positions, both in order; the sum of a row's
 * exponentials is kept in partial sums by position. So a row's bits depend on its sequence alone,
 * not on how it was cut into forwards, on the tree around it or on other sequences.
 *
 * <p>Queries that share a key-value head go together in tiles, so that a block of keys that is in
 * the core's cache serves several.
 */
final class Attention {
  /** Queries of a tile. */
  static final int TILE_QUERIES = Lanes.MANY_REGISTERS ? 6 : 2;

  private static final int PIECES_A_THREAD = 4;
  private static final int POSITIONS = KvLayout.POSITIONS;

  private final Team team;
  private final KvLayout layout;
  private final int heads;
  private final int rowWidth;
  private final float scale;

  /**
   * Attention of a network.
   *
   * @param heads query heads, a multiple of the key-value heads
   * @param rowWidth of the rows that begin with the queries
   */
  Attention(Team team, KvLayout layout, int heads, int rowWidth) {
    this.team = team;
    this.layout = layout;
    this.heads = heads;
    this.rowWidth = rowWidth;
    this.scale = (float) (1 / Math.sqrt(layout.headDim()));
  }

  /** The kernel that some queries and lines of this many floats want. */
  static TileShape shape(int queries, int lineFloats, TileShape.Use use) {
    return new TileShape(WeightForm.F32, queries, together(lineFloats), 1, use);
  }

  private static int together(int lineFloats) {
    return lineFloats / (2 * Lanes.COUNT) % 2 == 0 ? 2 : 1;
  }

  /** Some queries of one sequence and one key-value head: a thread's piece of work. */
  private record Piece(RowTree tree, int kvHead, int first, int count) {}

  /** The rows of a forward, cut into pieces; the same for every layer. */
  final class Plan {
    private final List<Piece> pieces = new ArrayList<>();

    /** Cuts the rows of some sequences. */
    Plan(List<RowTree> trees) {
      int group = heads / layout.kvHeads();
      // Few rows are cut finer, so that all threads end at the same time.
      int least = PIECES_A_THREAD * team.workers().threads() / (trees.size() * layout.kvHeads());
      for (RowTree tree : trees) {
        int queries = tree.rows() * group;
        int tiles = Math.max((queries + TILE_QUERIES - 1) / TILE_QUERIES, Math.min(queries, least));
        for (int head = 0; head < layout.kvHeads(); head++) {
          for (int t = 0; t < tiles; t++) {
            int first = queries * t / tiles;
            pieces.add(new Piece(tree, head, first, queries * (t + 1) / tiles - first));
          }
        }
      }
    }

    /**
     * Computes one layer.
     *
     * @param rows {@code [rows, rowWidth]}, the queries of all heads first
     * @param out {@code [rows, heads * headDim]}, written
     */
    void run(int layer, float[] rows, float[] out) {
      team.workers()
          .run(
              pieces.size(),
              (i, worker) -> new Tiles(layer, pieces.get(i), team.scratch(worker)).run(rows, out));
    }
  }

  /** One piece in one layer. */
  private final class Tiles {
    private final int layer;
    private final Piece piece;
    private final RowTree tree;
    private final Team.Scratch scratch;
    private final int committed;
    private final int span;
    private final int width = layout.headDim();
    private final TileKernel scoring;
    private final TileKernel mixing;

    Tiles(int layer, Piece piece, Team.Scratch scratch) {
      this.layer = layer;
      this.piece = piece;
      this.tree = piece.tree();
      this.scratch = scratch;
      this.committed = tree.cache().committed().size() * POSITIONS;
      this.span = committed + tree.cache().pending().size() * POSITIONS;
      this.scoring = Kernels.tile(shape(piece.count(), POSITIONS, TileShape.Use.SCORES));
      this.mixing = Kernels.tile(shape(piece.count(), layout.valueWidth(), TileShape.Use.MIXTURE));
    }

    void run(float[] rows, float[] out) {
      float[] queries = scratch.queries(piece.count() * width);
      float[] scores = scratch.scores(piece.count() * span);
      for (int i = 0; i < piece.count(); i++) {
        int from = row(i) * rowWidth + head(i) * width;
        for (int d = 0; d < width; d++) {
          queries[i * width + d] = rows[from + d] * scale;
        }
      }
      eachBlock((block, at, positions) -> score(block, queries, scores, at));
      float[] totals = scratch.totals(piece.count());
      for (int i = 0; i < piece.count(); i++) {
        totals[i] = weigh(scores, i);
      }
      int stride = layout.valueWidth();
      float[] mixtures = scratch.mixtures(piece.count() * stride);
      Arrays.fill(mixtures, 0, piece.count() * stride, 0);
      eachBlock((block, at, positions) -> mix(block, scores, at, positions));
      for (int i = 0; i < piece.count(); i++) {
        float whole = 1 / totals[i];
        int to = row(i) * heads * width + head(i) * width;
        for (int d = 0; d < width; d++) {
          out[to + d] = mixtures[i * stride + d] * whole;
        }
      }
    }

    private int group() {
      return heads / layout.kvHeads();
    }

    /** The row of a query among all of the forward. */
    private int row(int query) {
      return tree.firstRow() + (piece.first() + query) / group();
    }

    private int head(int query) {
      return piece.kvHead() * group() + (piece.first() + query) % group();
    }

    private void eachBlock(BlockVisitor body) {
      int at = 0;
      for (KvBlock block : tree.cache().committed()) {
        body.accept(block, at, Math.min(POSITIONS, tree.cache().length() - at));
        at += POSITIONS;
      }
      for (KvBlock block : tree.cache().pending()) {
        body.accept(block, at, Math.min(POSITIONS, tree.inHand() - (at - committed)));
        at += POSITIONS;
      }
    }

    private void score(KvBlock block, float[] queries, float[] scores, int at) {
      Tile tile = scratch.tile;
      tile.weights = block.floats();
      tile.lineBytes = (long) POSITIONS * Float.BYTES;
      tile.inputs = width;
      tile.x = queries;
      tile.xFrom = 0;
      tile.xStride = width;
      tile.y = scores;
      tile.yStride = span;
      multiply(layout.keys(layer, piece.kvHead()), POSITIONS, at, TileShape.Use.SCORES);
    }

    private void mix(KvBlock block, float[] weights, int at, int positions) {
      if (positions <= 0) {
        return;
      }
      Tile tile = scratch.tile;
      tile.weights = block.floats();
      tile.lineBytes = (long) layout.valueWidth() * Float.BYTES;
      tile.inputs = positions;
      tile.x = weights;
      tile.xFrom = at;
      tile.xStride = span;
      tile.y = scratch.mixtures(0);
      tile.yStride = layout.valueWidth();
      multiply(layout.values(layer, piece.kvHead()), layout.valueWidth(), 0, TileShape.Use.MIXTURE);
    }

    /** All queries of the piece with lines of this many floats. */
    private void multiply(long first, int lineFloats, int y, TileShape.Use use) {
      Tile tile = scratch.tile;
      int panel = 2 * Lanes.COUNT;
      int panels = lineFloats / panel;
      int together = together(lineFloats);
      tile.panelBytes = (long) panel * Float.BYTES;
      tile.streamBytes = 0;
      TileKernel kernel = use == TileShape.Use.SCORES ? scoring : mixing;
      for (int p = 0; p < panels; p += together) {
        tile.first = (first + (long) p * panel) * Float.BYTES;
        tile.yFrom = y + p * panel;
        kernel.run(tile);
      }
    }

    /** Turns the scores of a query into weights of the values; returns their sum. */
    private float weigh(float[] scores, int query) {
      int from = query * span;
      int length = tree.cache().length();
      int[] ancestors = tree.ancestors()[(piece.first() + query) / group()];
      float[] own = scratch.own(ancestors.length);
      for (int depth = 0; depth < ancestors.length; depth++) {
        own[depth] = scores[from + committed + ancestors[depth]];
      }
      float top =
          Math.max(
              Kernels.ROWS.max(scores, from, length), Kernels.ROWS.max(own, 0, ancestors.length));
      Arrays.fill(scores, from + length, from + span, Float.NEGATIVE_INFINITY);
      float[] parts = scratch.parts();
      Kernels.ROWS.exponentials(scores, from, committed, top, parts);
      Arrays.fill(scores, from + committed, from + span, 0);
      for (int depth = 0; depth < ancestors.length; depth++) {
        float weight = Exponential.of(own[depth] - top);
        scores[from + committed + ancestors[depth]] = weight;
        parts[(length + depth) % RowKernels.PARTS] += weight;
      }
      return RowKernels.fold(parts);
    }
  }

  /** Gets a block, where its scores begin and how many positions of it there are. */
  @FunctionalInterface
  private interface BlockVisitor {
    void accept(KvBlock block, int at, int positions);
  }
}
