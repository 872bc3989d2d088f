package io.vsd.trainer.replay;

import io.vsd.trainer.recording.RecordedSession;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How far the text of each session has been taken, so that no token is taken twice when a session
 * comes again: from a second verifier that wrote what the first one had written already, or from
 * copies of its records that {@link DeliveredRecords} no longer knows. Remembers the newest
 * sessions, 100 bytes of heap each. Owned by one thread.
 */
public final class LearnedSessions {

  /** Sessions that are remembered. */
  public static final int REMEMBERED = 32_768;

  private static final int LEAST_ANSWER_TOKENS = 2;

  private record Taken(int tokens, long textHash) {}

  private final Map<Long, Taken> sessions =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Taken> eldest) {
          return size() > REMEMBERED;
        }
      };

  /**
   * What of a session is new, as a session of its own whose answer begins where the known text
   * ends; empty when nothing worth learning is. Another text under a known id is a new session.
   */
  public Optional<RecordedSession> fresh(RecordedSession session) {
    long key = SessionHash.of(0, session.id());
    int length = session.tokens().length;
    Taken taken = sessions.get(key);
    boolean known =
        taken != null
            && (length < taken.tokens()
                || textHash(session.tokens(), taken.tokens()) == taken.textHash());
    int from = known && taken != null ? Math.max(taken.tokens(), session.firstAnswer()) : 0;
    if (known && length - from < LEAST_ANSWER_TOKENS) {
      return Optional.empty();
    }
    sessions.remove(key);
    sessions.put(key, new Taken(length, textHash(session.tokens(), length)));
    return Optional.of(known ? session.answeredFrom(from) : session);
  }

  private static long textHash(int[] tokens, int length) {
    long hash = SessionHash.mix(length);
    for (int i = 0; i < length; i++) {
      hash = SessionHash.mix(hash ^ tokens[i]);
    }
    return hash;
  }
}
