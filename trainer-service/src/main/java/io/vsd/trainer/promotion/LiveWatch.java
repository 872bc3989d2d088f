package io.vsd.trainer.promotion;

import io.vsd.trainer.recording.SessionRecord;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps count of the realised acceptance of every draft version from the rounds in the log:
 * accepted tokens and one more, since records without token ids do not tell whether a bonus token
 * came. Rounds without a proposal and sessions of another target do not count. Bounded in versions
 * and in sessions under way; owned by one thread.
 */
public final class LiveWatch {

  private static final int MAX_VERSIONS = 16;
  private static final int MAX_SESSIONS = 4096;

  private record Running(String domain, Map<String, SessionScore> byVersion) {}

  private final String fingerprint;
  private final Map<String, Running> running = bounded(MAX_SESSIONS);
  private final Map<String, RealisedAcceptance> versions = bounded(MAX_VERSIONS);

  /** Watches the sessions of one target. */
  public LiveWatch(String fingerprint) {
    this.fingerprint = fingerprint;
  }

  /** Takes the next event of the log. */
  public void accept(SessionRecord record) {
    switch (record) {
      case SessionRecord.Opened opened -> opened(opened);
      case SessionRecord.Features _ -> {
        // Nothing that acceptance depends on.
      }
      case SessionRecord.Verified round -> verified(round);
      case SessionRecord.Closed closed -> closed(closed);
    }
  }

  /** What a version really got; empty counts for one never seen. */
  public RealisedAcceptance of(String version) {
    return versions.getOrDefault(version, new RealisedAcceptance());
  }

  private void opened(SessionRecord.Opened opened) {
    finish(running.remove(opened.sessionId()));
    if (opened.fingerprint().equals(fingerprint)) {
      running.put(opened.sessionId(), new Running(opened.domain(), new LinkedHashMap<>()));
    }
  }

  private void verified(SessionRecord.Verified round) {
    Running session = running.get(round.sessionId());
    if (session != null && !round.draftVersion().isEmpty()) {
      session
          .byVersion()
          .merge(
              round.draftVersion(),
              new SessionScore(1, round.accepted().length + 1L),
              (a, b) -> new SessionScore(a.rounds() + b.rounds(), a.tokens() + b.tokens()));
    }
  }

  private void closed(SessionRecord.Closed closed) {
    finish(running.remove(closed.sessionId()));
  }

  private void finish(@Nullable Running session) {
    if (session != null) {
      session
          .byVersion()
          .forEach(
              (version, score) ->
                  versions
                      .computeIfAbsent(version, _ -> new RealisedAcceptance())
                      .add(session.domain(), score));
    }
  }

  private static <V> Map<String, V> bounded(int max) {
    return new LinkedHashMap<>(16, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > max;
      }
    };
  }
}
