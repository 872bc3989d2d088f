package io.vsd.verifier.events;

import io.vsd.proto.event.v1.SessionEvent;
import io.vsd.verifier.session.ConsentMode;
import io.vsd.verifier.session.FinishReason;
import java.time.Clock;

/** A log whose records go to a publisher. */
public final class PublishedRoundLog implements RoundLog {
  private final RoundEventPublisher publisher;
  private final ConsentMode ceiling;
  private final Clock clock;

  /** {@code ceiling} is the most that this installation logs, whatever requests consent to. */
  public PublishedRoundLog(RoundEventPublisher publisher, ConsentMode ceiling, Clock clock) {
    this.publisher = publisher;
    this.ceiling = ceiling;
    this.clock = clock;
  }

  @Override
  public ConsentMode mode(ConsentMode consent) {
    return consent.atMost(ceiling);
  }

  @Override
  public void opened(ConsentMode mode, SessionRecord session) {
    String sessionId = session.open().sessionId();
    SessionEventMapper.opened(mode, session).forEach(event -> offer(sessionId, event));
  }

  @Override
  public void round(ConsentMode mode, String sessionId, RoundRecord round) {
    offer(sessionId, SessionEventMapper.round(mode, round));
  }

  @Override
  public void closed(String sessionId, FinishReason finish, long rounds, long committedTokens) {
    offer(sessionId, SessionEventMapper.closed(finish, rounds, committedTokens));
  }

  private void offer(String sessionId, SessionEvent.Builder event) {
    event.setSessionId(sessionId).setAtMs(clock.millis());
    publisher.offer(new EventRecord(sessionId, event.build().toByteArray()));
  }

  @Override
  public long dropped() {
    return publisher.dropped();
  }
}
