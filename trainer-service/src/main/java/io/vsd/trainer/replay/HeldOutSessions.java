package io.vsd.trainer.replay;

import io.vsd.trainer.recording.RecordedSession;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;

/**
 * The newest held-out sessions of every domain, bounded in number and bytes. Where room is needed
 * the domain with most sessions gives up its oldest one.
 */
public final class HeldOutSessions {

  private final int maxSessions;
  private final long maxBytes;
  private final TreeMap<String, Deque<RecordedSession>> byDomain = new TreeMap<>();
  private int size;
  private long bytes;

  /** Starts empty. */
  public HeldOutSessions(int maxSessions, long maxBytes) {
    this.maxSessions = maxSessions;
    this.maxBytes = maxBytes;
  }

  /** Adds a session and lets go of what no longer fits. */
  public void add(RecordedSession session) {
    byDomain.computeIfAbsent(session.domain(), _ -> new ArrayDeque<>()).addLast(session);
    size++;
    bytes += session.bytes();
    while (size > maxSessions || (bytes > maxBytes && size > 1)) {
      evict();
    }
  }

  /** All of them, by domain, oldest first. */
  public List<RecordedSession> sessions() {
    List<RecordedSession> all = new ArrayList<>(size);
    byDomain.values().forEach(all::addAll);
    return all;
  }

  /** How many there are. */
  public int size() {
    return size;
  }

  /** Heap that they hold. */
  public long bytes() {
    return bytes;
  }

  private void evict() {
    var fullest =
        byDomain.entrySet().stream()
            .max(Comparator.comparingInt(e -> e.getValue().size()))
            .orElseThrow();
    RecordedSession oldest = fullest.getValue().removeFirst();
    size--;
    bytes -= oldest.bytes();
    if (fullest.getValue().isEmpty()) {
      byDomain.remove(fullest.getKey());
    }
  }
}
