package io.vsd.trainer.replay;

import io.vsd.trainer.recording.RecordedSession;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;

/**
 * Sessions to learn from, bounded in bytes: one half holds the newest, the other a sample of
 * everything older. Both are stratified by domain: room is taken from the domain that holds most.
 *
 * <p>The sample keeps the sessions with the smallest hash under the seed, which is a uniform sample
 * without any generator state, so the content depends on the sessions alone. Owned by one thread.
 */
public final class ReplayBuffer {

  private static final Comparator<Kept> BY_PRIORITY =
      Comparator.comparingLong(Kept::priority).thenComparing(k -> k.session().id());

  private record Kept(RecordedSession session, long priority) {}

  private final long halfBytes;
  private final long seed;
  private final TreeMap<String, Deque<RecordedSession>> recent = new TreeMap<>();
  private final TreeMap<String, TreeSet<Kept>> reservoir = new TreeMap<>();
  private long recentBytes;
  private long reservoirBytes;
  private int size;

  /** Starts empty. */
  public ReplayBuffer(long maxBytes, long seed) {
    this.halfBytes = maxBytes / 2;
    this.seed = seed;
  }

  /** Adds the newest session; what no longer fits the recent half is offered to the sample. */
  public void add(RecordedSession session) {
    recent.computeIfAbsent(session.domain(), _ -> new ArrayDeque<>()).addLast(session);
    recentBytes += session.bytes();
    size++;
    while (recentBytes > halfBytes && size > 1) {
      String domain = heaviest(recent, d -> d.stream().mapToLong(RecordedSession::bytes).sum());
      Deque<RecordedSession> sessions = recent.getOrDefault(domain, new ArrayDeque<>());
      RecordedSession oldest = sessions.removeFirst();
      if (sessions.isEmpty()) {
        recent.remove(domain);
      }
      recentBytes -= oldest.bytes();
      offer(oldest);
      if (recent.isEmpty()) {
        break;
      }
    }
  }

  /**
   * Draws a batch: a domain, a half of the buffer and a session, each uniformly; distinct sessions
   * where there are enough.
   */
  public List<RecordedSession> sample(int batchSize, RandomGenerator random) {
    Map<String, RecordedSession> batch = new LinkedHashMap<>();
    List<String> domains = domains();
    if (domains.isEmpty()) {
      return List.of();
    }
    int wanted = Math.min(batchSize, size);
    for (int attempt = 0; batch.size() < wanted && attempt < 16 * batchSize; attempt++) {
      RecordedSession drawn = draw(domains.get(random.nextInt(domains.size())), random);
      batch.put(drawn.id(), drawn);
    }
    return List.copyOf(batch.values());
  }

  /** Sessions in both halves. */
  public int size() {
    return size;
  }

  /** Heap that they hold. */
  public long bytes() {
    return recentBytes + reservoirBytes;
  }

  private RecordedSession draw(String domain, RandomGenerator random) {
    List<RecordedSession> newest = new ArrayList<>(recent.getOrDefault(domain, new ArrayDeque<>()));
    List<RecordedSession> older =
        reservoir.getOrDefault(domain, new TreeSet<>(BY_PRIORITY)).stream()
            .map(Kept::session)
            .toList();
    boolean fromOlder = newest.isEmpty() || (!older.isEmpty() && random.nextBoolean());
    List<RecordedSession> half = fromOlder ? older : newest;
    return half.get(random.nextInt(half.size()));
  }

  private List<String> domains() {
    TreeSet<String> domains = new TreeSet<>(recent.keySet());
    domains.addAll(reservoir.keySet());
    return new ArrayList<>(domains);
  }

  private void offer(RecordedSession session) {
    Kept kept = new Kept(session, SessionHash.of(seed, session.id()) ^ Long.MIN_VALUE);
    if (reservoir.computeIfAbsent(session.domain(), _ -> new TreeSet<>(BY_PRIORITY)).add(kept)) {
      reservoirBytes += session.bytes();
    } else {
      size--;
    }
    while (reservoirBytes > halfBytes) {
      String domain =
          heaviest(reservoir, d -> d.stream().mapToLong(k -> k.session().bytes()).sum());
      TreeSet<Kept> sessions = reservoir.getOrDefault(domain, new TreeSet<>(BY_PRIORITY));
      reservoirBytes -= sessions.removeLast().session().bytes();
      size--;
      if (sessions.isEmpty()) {
        reservoir.remove(domain);
      }
    }
  }

  private static <C> String heaviest(Map<String, C> byDomain, ToLongFunction<C> weight) {
    return byDomain.entrySet().stream()
        .max(Comparator.comparingLong(e -> weight.applyAsLong(e.getValue())))
        .map(Map.Entry::getKey)
        .orElseThrow();
  }
}
