package io.vsd.engine.cpu;

/**
 * What a kernel is made for.
 *
 * @param form of the panels' weights
 * @param rows that share a reading of the panels
 * @param panels that are read side by side
 * @param streams runs of a panel's lines, a power of two
 * @param use what the kernel is for
 */
record TileShape(WeightForm form, int rows, int panels, int streams, Use use) {

  /** How inputs lie and where sums begin. */
  enum Use {
    /** Inputs of a tile's rows side by side, sums from zero: linear layers. */
    LINEAR(true, false),
    /** Inputs row by row, sums from zero: queries with keys. */
    SCORES(false, false),
    /** Inputs row by row, sums that go on from what is there: attention with values. */
    MIXTURE(false, true);

    private final boolean packed;
    private final boolean adds;

    Use(boolean packed, boolean adds) {
      this.packed = packed;
      this.adds = adds;
    }

    /** Whether inputs lie as [inputs, rows]; else as [rows, inputs] with a stride. */
    boolean packed() {
      return packed;
    }

    /** Whether sums go on from what y holds. */
    boolean adds() {
      return adds;
    }
  }
}
