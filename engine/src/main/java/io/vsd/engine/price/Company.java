package io.vsd.engine.price;

/**
 * What other sessions bring to the forward that a tree will join.
 *
 * @param rows of theirs
 * @param tokens that they will commit
 */
public record Company(int rows, double tokens) {

  private static final Company NONE = new Company(0, 0);

  public Company {
    if (rows < 0 || !(tokens >= 0)) {
      throw new IllegalArgumentException(
          "company of %d rows that commit %s tokens".formatted(rows, tokens));
    }
  }

  /** The session is alone. */
  public static Company none() {
    return NONE;
  }
}
