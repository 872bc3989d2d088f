package io.vsd.engine.price;

import java.util.Arrays;

/**
 * What a forward of the target takes by its rows: milliseconds, straight between measured points
 * and beyond them. What disturbs a measurement adds to it, so a point above one with more rows
 * counts as much as that one. Immutable.
 */
public final class RowCosts {
  private static final RowCosts NOTHING = new RowCosts(new int[] {1}, new double[] {0});

  private final int[] rows;
  private final double[] milliseconds;

  /**
   * A curve.
   *
   * @param rows of each point, ascending, 1 or more
   * @param milliseconds of each point
   * @throws IllegalArgumentException when there is no point, rows do not ascend or a time is not a
   *     finite number of 0 or more
   */
  public RowCosts(int[] rows, double[] milliseconds) {
    if (rows.length == 0 || rows.length != milliseconds.length) {
      throw new IllegalArgumentException(
          "a cost curve of %d rows and %d times".formatted(rows.length, milliseconds.length));
    }
    this.rows = rows.clone();
    this.milliseconds = milliseconds.clone();
    for (int i = 0; i < rows.length; i++) {
      if (rows[i] < 1 || (i > 0 && rows[i] <= rows[i - 1])) {
        throw new IllegalArgumentException("the rows of a cost curve do not ascend: " + rows[i]);
      }
      if (!(milliseconds[i] >= 0 && Double.isFinite(milliseconds[i]))) {
        throw new IllegalArgumentException(
            "a forward of %d rows takes %s ms".formatted(rows[i], milliseconds[i]));
      }
    }
    neverFalling(this.milliseconds);
  }

  private static void neverFalling(double[] values) {
    for (int i = values.length - 2; i >= 0; i--) {
      values[i] = Math.min(values[i], values[i + 1]);
    }
  }

  /** Every forward is free. */
  public static RowCosts nothing() {
    return NOTHING;
  }

  /** The same with each point multiplied by a factor. */
  public RowCosts times(double[] factors) {
    double[] scaled = new double[rows.length];
    Arrays.setAll(scaled, i -> milliseconds[i] * factors[i]);
    return new RowCosts(rows, scaled);
  }

  /** Rows of the measured points, ascending. */
  public int[] rows() {
    return rows.clone();
  }

  /** Milliseconds of the measured points, never falling. */
  public double[] milliseconds() {
    return milliseconds.clone();
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof RowCosts other
        && Arrays.equals(rows, other.rows)
        && Arrays.equals(milliseconds, other.milliseconds);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(rows) + Arrays.hashCode(milliseconds);
  }

  @Override
  public String toString() {
    return "RowCosts[rows="
        + Arrays.toString(rows)
        + ", milliseconds="
        + Arrays.toString(milliseconds)
        + "]";
  }

  /** Milliseconds of a forward of that many rows. */
  public double of(int asked) {
    int last = rows.length - 1;
    if (last == 0) {
      return milliseconds[0];
    }
    int at = Arrays.binarySearch(rows, asked);
    if (at >= 0) {
      return milliseconds[at];
    }
    int right = Math.clamp(-at - 1L, 1, last);
    int left = right - 1;
    double slope = (milliseconds[right] - milliseconds[left]) / (rows[right] - rows[left]);
    return Math.max(0, milliseconds[left] + slope * (asked - rows[left]));
  }
}
