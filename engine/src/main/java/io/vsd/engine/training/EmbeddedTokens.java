package io.vsd.engine.training;

import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * The tokens whose embedding rows a batch reads, each once and ascending, so that only those rows
 * are read from the target's file.
 *
 * @param tokens target ids; their places are the rows of the table that the program is given
 */
record EmbeddedTokens(int[] tokens) {

  static EmbeddedTokens of(long[] some, long[] others) {
    return new EmbeddedTokens(
        LongStream.concat(Arrays.stream(some), Arrays.stream(others))
            .sorted()
            .distinct()
            .mapToInt(Math::toIntExact)
            .toArray());
  }

  /** The place of each token in the table. */
  long[] places(long[] ids) {
    return Arrays.stream(ids).map(id -> Arrays.binarySearch(tokens, Math.toIntExact(id))).toArray();
  }
}
