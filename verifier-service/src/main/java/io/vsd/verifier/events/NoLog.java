package io.vsd.verifier.events;

import io.vsd.verifier.session.ConsentMode;
import io.vsd.verifier.session.FinishReason;

/** Logs nothing. */
enum NoLog implements RoundLog {
  INSTANCE;

  @Override
  public ConsentMode mode(ConsentMode consent) {
    return ConsentMode.OFF;
  }

  @Override
  public void opened(ConsentMode mode, SessionRecord session) {}

  @Override
  public void round(ConsentMode mode, String sessionId, RoundRecord round) {}

  @Override
  public void closed(String sessionId, FinishReason finish, long rounds, long committedTokens) {}

  @Override
  public long dropped() {
    return 0;
  }
}
