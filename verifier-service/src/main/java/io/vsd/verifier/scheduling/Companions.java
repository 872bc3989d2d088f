package io.vsd.verifier.scheduling;

/**
 * How long a forward waits for the sessions that the one before answered. Without waiting they fall
 * into groups that are computed in turn, each while the other is on its way, at the price of two
 * forwards. Where nobody comes in time, as while sessions draft for long, waiting ends for ever
 * more forwards. The device thread's alone.
 */
final class Companions {
  /** Of the last forward's time: what a forward that is shared saves is several times more. */
  private static final double SHARE = 1.0 / 6;

  private static final long MOST_NANOS = 5_000_000;
  private static final int MOST_SKIPPED = 64;

  private int skipped;
  private int toSkip;

  /**
   * Nanoseconds from the end of the last forward.
   *
   * @param missing sessions whose reply runs and that want nothing yet
   * @param forwardNanos the last forward took
   */
  long patience(int missing, long forwardNanos) {
    if (missing <= 0) {
      return 0;
    }
    if (toSkip > 0) {
      toSkip--;
      return 0;
    }
    return Math.min(MOST_NANOS, (long) (forwardNanos * SHARE));
  }

  /** What came of a wait. */
  void waited(boolean somebodyCame) {
    skipped = somebodyCame ? 0 : Math.min(MOST_SKIPPED, 2 * skipped + 1);
    toSkip = skipped;
  }
}
