package io.vsd.engine.cpu;

/**
 * How keys and values of {@value #POSITIONS} positions lie in a block, in floats: for each layer
 * and key-value head the keys as {@code [headDim, positions]}, then the values as {@code
 * [positions, valueWidth]}. Scores then have positions as lanes, mixtures of values have
 * dimensions.
 *
 * @param layers of the network
 * @param kvHeads of a layer
 * @param headDim width of a head
 */
record KvLayout(int layers, int kvHeads, int headDim) {

  /** Positions of a block: of a prefix that is shared, too. */
  static final int POSITIONS = 64;

  /** Width of a row of values: the head's, filled up to whole panels. */
  int valueWidth() {
    int panel = 2 * Lanes.COUNT;
    return (headDim + panel - 1) / panel * panel;
  }

  /** Floats of a block. */
  long floats() {
    return (long) layers * kvHeads * headFloats();
  }

  private long headFloats() {
    return (long) POSITIONS * (headDim + valueWidth());
  }

  /** Where the keys of a head begin. */
  long keys(int layer, int head) {
    return ((long) layer * kvHeads + head) * headFloats();
  }

  /** Where the values of a head begin. */
  long values(int layer, int head) {
    return keys(layer, head) + (long) headDim * POSITIONS;
  }
}
