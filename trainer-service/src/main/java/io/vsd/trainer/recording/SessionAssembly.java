package io.vsd.trainer.recording;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Puts the events of sessions together, in the order of the log.
 *
 * <p>A session is whole when its verifier closes it. One that re-opens on another verifier before
 * that goes on where it was (its text cannot change, so a disagreement is poison); one that
 * re-opens later starts a new record whose answer begins after what was known, so that no token is
 * learned from twice. Sessions with missing events, and the longest silent ones past the bounds,
 * are dropped and counted. Owned by one thread.
 */
public final class SessionAssembly {

  private static final AssemblyOutcome PENDING = new AssemblyOutcome.Pending();

  private final TargetShape target;
  private final AssemblyLimits limits;
  private final LinkedHashMap<String, OpenSession> open = new LinkedHashMap<>(64, 0.75f, true);
  private final Map<String, AssemblyOutcome.Reason> unlearnable = boundedMemory();
  private long bytes;
  private long dropped;

  /** Starts empty. */
  public SessionAssembly(TargetShape target, AssemblyLimits limits) {
    this.target = target;
    this.limits = limits;
  }

  /** Takes the next event of the log. */
  public AssemblyOutcome accept(SessionRecord record) {
    try {
      AssemblyOutcome outcome =
          switch (record) {
            case SessionRecord.Opened opened -> opened(opened);
            case SessionRecord.Features features -> features(features);
            case SessionRecord.Verified round -> round(round);
            case SessionRecord.Closed closed -> closed(closed);
          };
      evict();
      return outcome;
    } catch (IllegalArgumentException e) {
      drop(record.sessionId());
      return new AssemblyOutcome.Poisoned(String.valueOf(e.getMessage()));
    }
  }

  /** Sessions that are not whole yet. */
  public int openSessions() {
    return open.size();
  }

  /** Heap that they hold. */
  public long bytes() {
    return bytes;
  }

  /** Sessions given up for missing events, contradictions or want of room. */
  public long dropped() {
    return dropped;
  }

  private AssemblyOutcome opened(SessionRecord.Opened opened) {
    Optional<AssemblyOutcome.Reason> useless = uselessness(opened);
    if (useless.isPresent()) {
      if (open.containsKey(opened.sessionId())) {
        drop(opened.sessionId());
      }
      unlearnable.put(opened.sessionId(), useless.get());
      return new AssemblyOutcome.Ignored(useless.get());
    }
    unlearnable.remove(opened.sessionId());
    if (opened.hiddenSize() != target.hiddenSize()) {
      throw new IllegalArgumentException(
          "hidden_size " + opened.hiddenSize() + " where the target has " + target.hiddenSize());
    }
    OpenSession session = open.get(opened.sessionId());
    if (session == null) {
      session = new OpenSession(target, opened);
      open.put(opened.sessionId(), session);
    } else {
      session.open(opened);
    }
    bytes += session.account();
    return PENDING;
  }

  private Optional<AssemblyOutcome.Reason> uselessness(SessionRecord.Opened opened) {
    if (!opened.learnable()) {
      return Optional.of(AssemblyOutcome.Reason.NO_CONSENT);
    }
    if (!opened.fingerprint().equals(target.fingerprint())) {
      return Optional.of(AssemblyOutcome.Reason.OTHER_TARGET);
    }
    return opened.featureChunks() == 0
        ? Optional.of(AssemblyOutcome.Reason.NO_FEATURES)
        : Optional.empty();
  }

  private AssemblyOutcome features(SessionRecord.Features features) {
    OpenSession session = open.get(features.sessionId());
    if (session == null) {
      return unknown(features.sessionId());
    }
    session.add(features);
    bytes += session.account();
    return PENDING;
  }

  private AssemblyOutcome round(SessionRecord.Verified round) {
    OpenSession session = open.get(round.sessionId());
    if (session == null) {
      return unknown(round.sessionId());
    }
    if (session.isDuplicate(round)) {
      return new AssemblyOutcome.Ignored(AssemblyOutcome.Reason.DUPLICATE);
    }
    if (session.misses(round)) {
      drop(round.sessionId());
      return new AssemblyOutcome.Ignored(AssemblyOutcome.Reason.GAP);
    }
    session.add(round);
    bytes += session.account();
    return PENDING;
  }

  private AssemblyOutcome closed(SessionRecord.Closed closed) {
    OpenSession session = open.remove(closed.sessionId());
    if (session == null) {
      AssemblyOutcome outcome = unknown(closed.sessionId());
      unlearnable.remove(closed.sessionId());
      return outcome;
    }
    bytes -= session.accountedBytes();
    return session
        .complete()
        .<AssemblyOutcome>map(AssemblyOutcome.Completed::new)
        .orElseGet(() -> new AssemblyOutcome.Ignored(AssemblyOutcome.Reason.TOO_SHORT));
  }

  private AssemblyOutcome unknown(String sessionId) {
    return new AssemblyOutcome.Ignored(
        unlearnable.getOrDefault(sessionId, AssemblyOutcome.Reason.ORPHAN));
  }

  private void drop(String sessionId) {
    OpenSession session = open.remove(sessionId);
    if (session != null) {
      bytes -= session.accountedBytes();
      dropped++;
    }
  }

  private void evict() {
    while (open.size() > limits.maxSessions() || bytes > limits.maxBytes()) {
      drop(open.firstEntry().getKey());
    }
  }

  private Map<String, AssemblyOutcome.Reason> boundedMemory() {
    return new LinkedHashMap<>() {
      @Override
      protected boolean removeEldestEntry(Map.Entry<String, AssemblyOutcome.Reason> eldest) {
        return size() > 4 * limits.maxSessions();
      }
    };
  }
}
