package io.vsd.draft.verifiers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The configured verifiers. A thread of its own asks each one what it is, often while one does not
 * answer and now and then afterwards, so that a restarted verifier is found again. Thread-safe.
 */
public final class VerifierDirectory implements AutoCloseable {

  private static final int ROUNDS_BETWEEN_REFRESHES = 10;

  private final List<VerifierEndpoint> endpoints;
  private final long probeMs;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicBoolean started = new AtomicBoolean();
  private volatile @Nullable VerifierDescription lastKnown;

  /**
   * A directory of those addresses.
   *
   * @param addresses host:port each, at least one
   * @param maxMessageBytes largest message that a verifier may send
   * @param probeMs pause between two rounds of questions
   */
  public VerifierDirectory(List<String> addresses, int maxMessageBytes, long probeMs) {
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("vsd.draft.verifiers names no verifier (host:port,…)");
    }
    this.endpoints =
        addresses.stream().map(a -> new VerifierEndpoint(a.strip(), maxMessageBytes)).toList();
    this.probeMs = probeMs;
  }

  /** Starts asking. */
  public void start() {
    if (started.compareAndSet(false, true)) {
      Thread.ofVirtual().name("vsd-verifier-probe").start(this::probe);
    }
  }

  /** What is served: the description of any verifier that answers, else of one that did. */
  public Optional<VerifierDescription> description() {
    var fresh = endpoints.stream().flatMap(e -> e.description().stream()).findFirst();
    fresh.ifPresent(d -> lastKnown = d);
    return fresh.or(() -> Optional.ofNullable(lastKnown));
  }

  /** As {@link #description()}, but asks at once where nobody is known to answer. */
  public Optional<VerifierDescription> describeNow() {
    var known = description();
    return known.isPresent()
        ? known
        : endpoints.stream().flatMap(e -> e.describe().stream()).findFirst();
  }

  /** Number of verifiers that answered last time. */
  public int numAnswering() {
    return (int) endpoints.stream().filter(e -> e.description().isPresent()).count();
  }

  /** Addresses as configured. */
  public List<String> addresses() {
    return endpoints.stream().map(VerifierEndpoint::address).toList();
  }

  /**
   * In which order to try verifiers: those that answer before those that do not, the one to avoid
   * last among its kind, then by sessions that this service has there.
   */
  List<VerifierEndpoint> order(@Nullable VerifierEndpoint avoid) {
    var order = new ArrayList<>(endpoints);
    order.sort(
        Comparator.comparing((VerifierEndpoint e) -> !e.trusted())
            .thenComparing(e -> e == avoid)
            .thenComparing(VerifierEndpoint::activeSessions));
    return order;
  }

  private void probe() {
    try {
      var round = 0;
      do {
        for (var endpoint : endpoints) {
          if (!endpoint.trusted() || round % ROUNDS_BETWEEN_REFRESHES == 0) {
            endpoint.describe();
          }
        }
        round++;
      } while (!stopped.await(probeMs, TimeUnit.MILLISECONDS));
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stopped.countDown();
    endpoints.forEach(VerifierEndpoint::close);
  }
}
