package io.vsd.engine.price;

/**
 * Whether a session waits for its verdicts so that it can draft, or lets plain rounds be asked for
 * ahead. It rests after a round that nothing was worth proposing in, and is woken by a look at the
 * text that promises something; the round that was asked for ahead meanwhile stays plain. Not
 * thread safe.
 */
public final class Pace {
  private boolean resting;

  /** Awake. */
  public Pace() {}

  /** Whether the next round is plain whatever comes, so that it may be asked for now. */
  public boolean resting() {
    return resting;
  }

  /** A round was drafted for. */
  public void drafted(int nodes, RoundCosts costs) {
    resting = nodes == 0 && costs.waitingCosts();
  }

  /** The text was looked at while the session rests. */
  public void looked(boolean promising) {
    resting = !promising;
  }
}
