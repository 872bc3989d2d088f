package io.vsd.verifier.events;

import io.vsd.verifier.session.ConsentMode;
import io.vsd.verifier.session.FinishReason;

/** The log of sessions as the speculation loop sees it: calls return at once and never fail. */
public interface RoundLog {
  /**
   * How much may be logged of a request that consented to this much; OFF saves the work of
   * preparing records.
   */
  ConsentMode mode(ConsentMode consent);

  /** A session was opened. */
  void opened(ConsentMode mode, SessionRecord session);

  /** A round was answered. */
  void round(ConsentMode mode, String sessionId, RoundRecord round);

  /** A session ended. */
  void closed(String sessionId, FinishReason finish, long rounds, long committedTokens);

  /** Records dropped since the start. */
  long dropped();

  /** The log of a service that has none. */
  static RoundLog none() {
    return NoLog.INSTANCE;
  }
}
