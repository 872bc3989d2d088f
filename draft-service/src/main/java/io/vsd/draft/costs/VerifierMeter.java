package io.vsd.draft.costs;

import io.vsd.engine.price.Company;
import io.vsd.engine.price.DraftCosts;
import io.vsd.engine.price.RoundCosts;
import io.vsd.engine.price.RowCosts;
import org.jspecify.annotations.Nullable;

/**
 * What rounds on one verifier cost: its start-up curve, scaled by what real forwards took lately.
 * Thread-safe.
 */
public final class VerifierMeter {

  private static final int WINDOW = 31;
  private static final int LEAST = 3;
  private static final int ROUNDS_BETWEEN_LOOKS = 4;
  private static final double BETWEEN_UNMEASURED_MS = 1;
  private static final double TOKENS_KEPT = 0.99;

  private final RowCosts started;
  private final RecentRatios ratios = new RecentRatios();
  private final MovingMedian between = new MovingMedian(WINDOW, LEAST, Long.MAX_VALUE);
  private long rounds;
  private double tokensARound = 1;
  private @Nullable RowCosts now;

  /** Knows what the verifier measured when it started. */
  public VerifierMeter(RowCosts started) {
    this.started = started;
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
    tokensARound = TOKENS_KEPT * tokensARound + (1 - TOKENS_KEPT) * tokens;
    var expected = started.of(forwardRows);
    if (expected > 0 && deviceNanos > 0) {
      ratios.add(forwardRows, deviceNanos / 1e6 / expected);
      if (rounds++ % ROUNDS_BETWEEN_LOOKS == 0) {
        now = null;
      }
    }
  }

  /**
   * A round that waited for its proposal spent so long neither drafting nor in the device's hands.
   */
  public synchronized void waited(long nanos) {
    between.add(nanos / 1e6, rounds);
  }

  /** What the next round costs; drafting is the caller's to add. */
  public synchronized RoundCosts costs(Company company) {
    var forward = now;
    if (forward == null) {
      forward = started.times(ratios.at(started.rows()));
      now = forward;
    }
    return new RoundCosts(
        forward,
        between.median(rounds).orElse(BETWEEN_UNMEASURED_MS),
        DraftCosts.nothing(),
        company);
  }

  /** Tokens that a session commits a round, lately. */
  public synchronized double tokensARound() {
    return tokensARound;
  }
}
