package io.vsd.engine.cpu;

import java.util.Arrays;

/**
 * The rows of one sequence in a forward, as attention sees them.
 *
 * @param cache of the sequence, with room for the rows
 * @param firstRow where the rows begin among all rows of the forward
 * @param positions of each row
 * @param ancestors of each row, itself among them: their numbers in the cache's hand, from the root
 *     down
 * @param inHand rows whose keys and values the cache has in hand, those of other depths included
 */
record RowTree(KvCache cache, int firstRow, int[] positions, int[][] ancestors, int inHand) {

  /** Rows whose parents, -1 or an earlier row, are given. */
  static RowTree of(KvCache cache, int firstRow, int[] parents) {
    int[] positions = new int[parents.length];
    int[][] ancestors = new int[parents.length][];
    for (int row = 0; row < parents.length; row++) {
      int[] above = parents[row] < 0 ? new int[0] : ancestors[parents[row]];
      ancestors[row] = Arrays.copyOf(above, above.length + 1);
      ancestors[row][above.length] = row;
      positions[row] = cache.length() + above.length;
    }
    return new RowTree(cache, firstRow, positions, ancestors, parents.length);
  }

  int rows() {
    return positions.length;
  }

  /** The furthest position of a row. */
  int lastPosition() {
    return Arrays.stream(positions).max().orElseThrow();
  }

  /** The same rows, beginning elsewhere. */
  RowTree from(int row) {
    return new RowTree(cache, row, positions, ancestors, inHand);
  }
}
