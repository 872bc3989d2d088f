package io.vsd.engine.price;

/**
 * What a session's next round costs where it is served.
 *
 * @param forward the target, by rows
 * @param between milliseconds from a verdict to the next round's proposal, drafting aside. A plain
 *     round that is asked for ahead does not wait for them.
 * @param drafting the draft
 * @param company others in the same forward
 */
public record RoundCosts(RowCosts forward, double between, DraftCosts drafting, Company company) {

  private static final RoundCosts NOTHING =
      new RoundCosts(RowCosts.nothing(), 0, DraftCosts.nothing(), Company.none());

  public RoundCosts {
    if (!(between >= 0)) {
      throw new IllegalArgumentException("%s ms between two rounds".formatted(between));
    }
  }

  /** Nothing costs anything, so that trees are as large as they may be. */
  public static RoundCosts nothing() {
    return NOTHING;
  }

  /** The same with another draft. */
  public RoundCosts drafting(DraftCosts draft) {
    return new RoundCosts(forward, between, draft, company);
  }

  /** Milliseconds of a round that is asked for ahead. */
  public double plain() {
    return forward.of(company.rows() + 1);
  }

  /** Milliseconds of a round that waits for its draft, of that many milliseconds. */
  public double round(int nodes, double draftMillis) {
    return forward.of(company.rows() + 1 + nodes) + between + draftMillis;
  }

  /** Tokens that all sessions of the forward commit together. */
  double tokens(double expectedAccepted) {
    return company.tokens() + 1 + expectedAccepted;
  }

  /** Whether plain rounds are dearer where they wait for the verdict before. */
  public boolean waitingCosts() {
    return round(0, drafting.text()) > plain();
  }
}
