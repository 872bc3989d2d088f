package io.vsd.engine.checkpoint;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Chooses the target tokens that a draft's head covers; fixed for the life of a lineage. */
public final class DraftVocabulary {

  private DraftVocabulary() {}

  /**
   * The most frequent tokens, most frequent first; equal counts rank the lower id first, so the
   * same counts always give the same vocabulary.
   *
   * @param counts [vocab] how often each target token was seen
   * @param size tokens wanted, at most the vocabulary
   */
  public static int[] mostFrequent(long[] counts, int size) {
    if (size <= 0 || size > counts.length) {
      throw new IllegalArgumentException(
          "a draft vocabulary of %d out of %d tokens".formatted(size, counts.length));
    }
    return IntStream.range(0, counts.length)
        .boxed()
        .sorted(Comparator.comparingLong((Integer t) -> -counts[t]).thenComparingInt(t -> t))
        .limit(size)
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
