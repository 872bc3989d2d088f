package io.vsd.draft.costs;

import io.vsd.engine.price.Company;
import io.vsd.engine.price.DraftCosts;
import io.vsd.engine.price.RoundCosts;
import io.vsd.engine.price.RowCosts;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What rounds on one verifier cost. Its start-up curve is scaled by what real forwards took lately:
 * row counts that were seen by their own ratio, others by that of all. Old ratios are forgotten, so
 * that a slow moment is not believed for ever. Thread-safe.
 */
public final class VerifierMeter {

  private static final int OWN_WINDOW = 9;
  private static final int OWN_LEAST = 3;
  private static final int WINDOW = 31;
  private static final int ROUNDS_REMEMBERED = 400;
  private static final double BETWEEN_UNMEASURED_MS = 1;
  private static final double TOKENS_KEPT = 0.99;

  private final RowCosts started;
  private final int[] rows;
  private final MovingMedian[] own;
  private final MovingMedian all = new MovingMedian(WINDOW, 1, Long.MAX_VALUE);
  private final MovingMedian between = new MovingMedian(WINDOW, OWN_LEAST, Long.MAX_VALUE);
  private long rounds;
  private double tokensARound = 1;

  /** Knows what the verifier measured when it started. */
  public VerifierMeter(RowCosts started) {
    this.started = started;
    this.rows = started.rows();
    this.own = new MovingMedian[rows.length];
    Arrays.setAll(own, i -> new MovingMedian(OWN_WINDOW, OWN_LEAST, ROUNDS_REMEMBERED));
  }

  /** Whether that is the curve that was measured at the start. */
  public boolean startedWith(RowCosts curve) {
    return started.equals(curve);
  }

  /**
   * A round was answered.
   *
   * @param forwardRows of its forward, all sessions together
   * @param deviceNanos of the forward
   * @param tokens that this session committed
   */
  public synchronized void round(int forwardRows, long deviceNanos, int tokens) {
    rounds++;
    tokensARound = TOKENS_KEPT * tokensARound + (1 - TOKENS_KEPT) * tokens;
    var expected = started.of(forwardRows);
    if (expected > 0 && deviceNanos > 0) {
      var ratio = deviceNanos / 1e6 / expected;
      all.add(ratio, rounds);
      own[nearest(forwardRows)].add(ratio, rounds);
    }
  }

  /**
   * A round that waited for its proposal spent so long neither drafting nor in the device's hands.
   */
  public synchronized void waited(long nanos) {
    between.add(nanos / 1e6, rounds);
  }

  private int nearest(int forwardRows) {
    var at = Arrays.binarySearch(rows, forwardRows);
    if (at >= 0) {
      return at;
    }
    var right = Math.min(-at - 1, rows.length - 1);
    var left = Math.max(0, right - 1);
    return forwardRows - rows[left] < rows[right] - forwardRows ? left : right;
  }

  /** What the next round costs; drafting is the caller's to add. */
  public synchronized RoundCosts costs(Company company) {
    var measured = started.milliseconds();
    var ofAll = all.median(rounds).orElse(1);
    return new RoundCosts(
        new RowCosts(
            rows,
            IntStream.range(0, rows.length)
                .mapToDouble(i -> measured[i] * own[i].median(rounds).orElse(ofAll))
                .toArray()),
        between.median(rounds).orElse(BETWEEN_UNMEASURED_MS),
        DraftCosts.nothing(),
        company);
  }

  /** Tokens that a session commits a round, lately. */
  public synchronized double tokensARound() {
    return tokensARound;
  }
}
