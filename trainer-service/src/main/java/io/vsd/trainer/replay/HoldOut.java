package io.vsd.trainer.replay;

/**
 * Which sessions are kept from training for ever, so that candidates are judged on texts they never
 * saw.
 *
 * @param oneIn every how many-th session is held out, by hash of its id
 */
public record HoldOut(int oneIn) {

  private static final long SALT = 0x686f6c646f7574L;

  /** Checks that both sides get sessions. */
  public HoldOut {
    if (oneIn < 2) {
      throw new IllegalArgumentException(
          "one session in 2 or more must be held out, not 1 in " + oneIn);
    }
  }

  /** Whether this session judges instead of teaching; no seed enters, so it holds for every run. */
  public boolean holdsOut(String sessionId) {
    return Long.remainderUnsigned(SessionHash.of(SALT, sessionId), oneIn) == 0;
  }
}
