package io.vsd.engine.price;

/**
 * What drafting takes, in milliseconds.
 *
 * @param text a tree from the experts that know a text by its tokens
 * @param network taking the newest rows in, and the law below the last committed token
 * @param networkDepth each further depth that the network runs
 */
public record DraftCosts(double text, double network, double networkDepth) {
  public DraftCosts {
    if (!(text >= 0 && network >= 0 && networkDepth >= 0)) {
      throw new IllegalArgumentException(
          "drafting takes %s, %s and %s ms".formatted(text, network, networkDepth));
    }
  }

  /** What a tree takes, by whether the network was asked and how many depths further. */
  public double of(boolean asked, int furtherDepths) {
    return text + (asked ? network : 0) + furtherDepths * networkDepth;
  }

  /** Drafting is free. */
  public static DraftCosts nothing() {
    return new DraftCosts(0, 0, 0);
  }
}
