package io.vsd.engine.expert;

/**
 * Where drafting a tree spent its time, in nanoseconds.
 *
 * @param text asking the experts that know a text by its tokens, and growing trees
 * @param network the network below the last committed token; 0 where it was not asked
 * @param deeper the network at further depths
 * @param depths how many of those
 */
public record DraftTimes(long text, long network, long deeper, int depths) {
  /** Nothing was drafted. */
  public static final DraftTimes NONE = new DraftTimes(0, 0, 0, 0);
}
