package io.vsd.draft.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.vsd.draft.decoding.DecodingEvent;
import io.vsd.draft.drafting.Fallback;
import io.vsd.draft.drafting.FallbackObserver;
import io.vsd.draft.drafting.LoopObserver;
import io.vsd.draft.hotswap.CheckpointRefusedException;
import io.vsd.draft.hotswap.SwapObserver;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Counts what the loop, the drafters and the swapper report. Counters only ever grow, so rates and
 * acceptance lengths are the reader's to derive. Thread-safe.
 */
public final class DraftMetrics implements LoopObserver, FallbackObserver, SwapObserver {

  private static final Logger LOG = Logger.getLogger("io.vsd.draft");
  private static final int MAX_POSITIONS = 16;

  private final MeterRegistry registry;
  private final AtomicLong numDrafts = new AtomicLong();
  private final AtomicLong numDraftTokens = new AtomicLong();
  private final AtomicLong numAcceptedTokens = new AtomicLong();
  private final Counter[] acceptedAt = new Counter[MAX_POSITIONS];
  private final Map<Fallback, Counter> fallbacks = new EnumMap<>(Fallback.class);
  private final ExpertCounters experts;
  private final Calibration calibration;
  private final RoundKindCounters kinds;
  private final Counter losses;
  private final Counter tokens;
  private final Counter rounds;
  private final Counter swaps;
  private final Counter postponed;
  private final Timer swapTime;
  private final DistributionSummary treeNodes;
  private final MultiGauge version;

  /** Registers every series, so that a dashboard sees zeros instead of gaps. */
  public DraftMetrics(MeterRegistry registry) {
    this.registry = registry;
    counter("vsd.spec.decode.num.drafts", "Rounds with a proposal", numDrafts);
    counter("vsd.spec.decode.num.draft.tokens", "Tree nodes proposed", numDraftTokens);
    counter("vsd.spec.decode.num.accepted.tokens", "Tree nodes accepted", numAcceptedTokens);
    for (int depth = 0; depth < MAX_POSITIONS; depth++) {
      acceptedAt[depth] =
          Counter.builder("vsd.spec.decode.num.accepted.tokens.per.pos")
              .description("Nodes accepted at a depth; the last one takes all deeper ones")
              .tag("position", Integer.toString(depth))
              .register(registry);
    }
    for (var reason : Fallback.values()) {
      fallbacks.put(
          reason,
          Counter.builder("vsd.draft.fallback.rounds")
              .description("Times that drafting fell back, by reason")
              .tag("reason", reason.label())
              .register(registry));
    }
    experts = new ExpertCounters(registry, MAX_POSITIONS);
    calibration = new Calibration(registry);
    kinds = new RoundKindCounters(registry);
    losses = simple("vsd.draft.streams.lost", "Verifier streams lost and opened again");
    tokens = simple("vsd.generation.tokens", "Tokens committed");
    rounds = simple("vsd.draft.rounds", "Rounds answered, plain ones included");
    swaps = simple("vsd.draft.swaps", "Checkpoints that became active");
    postponed =
        simple("vsd.draft.swap.postponed", "Tries to get a checkpoint that will be repeated");
    swapTime =
        Timer.builder("vsd.draft.swap").description("Check, load and warm").register(registry);
    treeNodes =
        DistributionSummary.builder("vsd.draft.tree.nodes")
            .description("Nodes of trees that were proposed")
            .register(registry);
    version = MultiGauge.builder("vsd.draft.info").description("Active draft").register(registry);
  }

  /** Rounds with a proposal so far. */
  public long numDrafts() {
    return numDrafts.get();
  }

  /** Tree nodes proposed so far. */
  public long numDraftTokens() {
    return numDraftTokens.get();
  }

  /** Tree nodes accepted so far. */
  public long numAcceptedTokens() {
    return numAcceptedTokens.get();
  }

  /** Publishes a gauge of requests being served. */
  public void watchActiveRequests(AtomicLong activeRequests) {
    Gauge.builder("vsd.draft.requests.active", activeRequests, AtomicLong::get).register(registry);
  }

  /** A request ended in that way. */
  public void requestEnded(String outcome, double seconds) {
    Timer.builder("vsd.generation.requests")
        .description("Requests by how they ended")
        .tag("outcome", outcome)
        .register(registry)
        .record((long) (seconds * 1e9), TimeUnit.NANOSECONDS);
  }

  @Override
  public void heard(DecodingEvent event) {
    switch (event) {
      case DecodingEvent.TokensCommitted committed -> tokens.increment(committed.tokens().size());
      case DecodingEvent.RoundCounted round -> count(round);
      case DecodingEvent.StreamLost lost -> {
        losses.increment();
        LOG.infof("a verifier stream was lost: %s", lost.why());
      }
      case DecodingEvent.SpeculationStopped stopped -> {
        fellBack(Fallback.REFUSED, null);
        LOG.warnf("a verifier refused a proposal: %s", stopped.why());
      }
      case DecodingEvent.StreamOpened _, DecodingEvent.TextFinished _, DecodingEvent.GaveUp _ -> {}
    }
  }

  private void count(DecodingEvent.RoundCounted round) {
    rounds.increment();
    kinds.count(round.proposal().kind());
    var nodes = round.proposal().tree().size();
    if (nodes > 0) {
      numDrafts.incrementAndGet();
      numDraftTokens.addAndGet(nodes);
      numAcceptedTokens.addAndGet(round.numAccepted());
      treeNodes.record(nodes);
      experts.count(round);
      calibration.count(round.proposal().expectedAccepted(), round.numAccepted());
      for (int depth = 0; depth < round.numAccepted(); depth++) {
        acceptedAt[Math.min(depth, MAX_POSITIONS - 1)].increment();
      }
    }
  }

  @Override
  public void fellBack(Fallback reason, @Nullable Throwable cause) {
    var counter = fallbacks.get(reason);
    if (counter != null) {
      counter.increment();
    }
    if (cause != null) {
      LOG.warnf(cause, "drafting failed; the round is decoded plainly");
    }
  }

  @Override
  public void swapped(String checkpoint, double seconds) {
    swaps.increment();
    swapTime.record((long) (seconds * 1e9), TimeUnit.NANOSECONDS);
    version.register(
        List.of(MultiGauge.Row.of(Tags.of("version", checkpoint), 1)), /* overwrite= */ true);
    LOG.infof("draft %s is active (%.0f ms)", checkpoint, seconds * 1e3);
  }

  @Override
  public void withdrawn(String checkpoint) {
    version.register(List.of(), /* overwrite= */ true);
    LOG.infof("draft %s is withdrawn; sessions draft by lookup alone", checkpoint);
  }

  @Override
  public void refused(String checkpoint, CheckpointRefusedException.Reason reason, String message) {
    Counter.builder("vsd.draft.checkpoints.refused")
        .tag("reason", reason.name().toLowerCase(Locale.ROOT))
        .register(registry)
        .increment();
    LOG.warnf("checkpoint %s is refused: %s", checkpoint, message);
  }

  @Override
  public void postponed(String checkpoint, String why) {
    postponed.increment();
    LOG.infof("checkpoint %s is not here yet: %s", checkpoint, why);
  }

  private Counter simple(String name, String description) {
    return Counter.builder(name).description(description).register(registry);
  }

  private void counter(String name, String description, AtomicLong value) {
    io.micrometer.core.instrument.FunctionCounter.builder(name, value, AtomicLong::doubleValue)
        .description(description)
        .register(registry);
  }
}
