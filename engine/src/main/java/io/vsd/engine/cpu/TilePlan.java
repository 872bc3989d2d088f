package io.vsd.engine.cpu;

/**
 * How the rows of one product are cut into tiles. The choice is one of speed alone: as many sums as
 * the registers hold, in panels enough that the memory is always asked for more.
 *
 * @param panels of a group, which a tile reads side by side
 * @param height rows of a tile; the last one has what is left
 */
record TilePlan(int panels, int height) {

  private static final int MANY = 6;
  private static final int FEW = 4;

  /** Runs of a panel's lines; measured to be the fewest that reach the memory's speed. */
  static final int STREAMS = Lanes.BITS == 512 ? 4 : 2;

  /** Most rows of a tile, on this machine. */
  static final int MOST_HEIGHT = Lanes.MANY_REGISTERS ? MANY : FEW;

  /** The plan for this many rows, on this machine. */
  static TilePlan of(int rows) {
    return of(rows, Lanes.MANY_REGISTERS, Lanes.BITS);
  }

  /**
   * The plan for a kind of machine.
   *
   * @param manyRegisters see {@link Lanes#MANY_REGISTERS}
   * @param bits of a vector
   */
  static TilePlan of(int rows, boolean manyRegisters, int bits) {
    if (manyRegisters) {
      return new TilePlan(bits < 512 && rows <= 3 ? 4 : 2, Math.min(rows, MANY));
    }
    return switch (rows) {
      case 1 -> new TilePlan(4, 1);
      case 2 -> new TilePlan(2, 2);
      default -> new TilePlan(1, Math.min(rows, FEW));
    };
  }

  /** Rows of the tile that begins at a row. */
  int height(int from, int rows) {
    return Math.min(height, rows - from);
  }
}
