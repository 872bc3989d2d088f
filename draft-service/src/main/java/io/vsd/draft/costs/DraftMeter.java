package io.vsd.draft.costs;

import io.vsd.engine.expert.DraftTimes;
import io.vsd.engine.price.DraftCosts;

/**
 * What drafting with one draft takes. What was not measured lately counts as free, so that it is
 * tried. Thread-safe.
 */
public final class DraftMeter {

  private static final int WINDOW = 15;
  private static final int PROPOSALS_REMEMBERED = 500;

  private final MovingMedian text = new MovingMedian(WINDOW, 1, Long.MAX_VALUE);
  private final MovingMedian network = new MovingMedian(WINDOW, 1, PROPOSALS_REMEMBERED);
  private final MovingMedian depth = new MovingMedian(WINDOW, 1, PROPOSALS_REMEMBERED);
  private long proposals;

  /** Nothing measured. */
  public DraftMeter() {}

  /** A tree was drafted. */
  public synchronized void drafted(DraftTimes times) {
    proposals++;
    text.add(times.text() / 1e6, proposals);
    if (times.network() > 0) {
      network.add(times.network() / 1e6, proposals);
    }
    if (times.depths() > 0) {
      depth.add(times.deeper() / 1e6 / times.depths(), proposals);
    }
  }

  /** What the next tree takes. */
  public synchronized DraftCosts costs() {
    return new DraftCosts(
        text.median(proposals).orElse(0),
        network.median(proposals).orElse(0),
        depth.median(proposals).orElse(0));
  }
}
