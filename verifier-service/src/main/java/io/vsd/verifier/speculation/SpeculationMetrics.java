package io.vsd.verifier.speculation;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vsd.verifier.events.RoundRecord;
import io.vsd.verifier.session.RoundProposal;
import io.vsd.verifier.session.RoundVerdict;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Counters of the speculation loop, in vLLM's vocabulary, and where rounds spend their time. */
public final class SpeculationMetrics {
  private final Counter drafts;
  private final Counter draftTokens;
  private final Counter acceptedTokens;
  private final Counter committedTokens;
  private final List<Counter> acceptedByPosition = new ArrayList<>();
  private final Counter prefixQueries;
  private final Counter prefixHits;
  private final Timer deviceTime;
  private final Timer queueTime;
  private final Timer bookkeepingTime;

  public SpeculationMetrics(MeterRegistry registry, int maxDepth) {
    drafts = registry.counter("vsd_spec_decode_num_drafts");
    draftTokens = registry.counter("vsd_spec_decode_num_draft_tokens");
    acceptedTokens = registry.counter("vsd_spec_decode_num_accepted_tokens");
    committedTokens = registry.counter("vsd_verifier_committed_tokens");
    for (int position = 0; position < maxDepth; position++) {
      acceptedByPosition.add(
          registry.counter(
              "vsd_spec_decode_num_accepted_tokens_per_pos", "position", String.valueOf(position)));
    }
    prefixQueries = registry.counter("vsd_prefix_cache_queries");
    prefixHits = registry.counter("vsd_prefix_cache_hits");
    deviceTime = registry.timer("vsd_verifier_device_time");
    queueTime = registry.timer("vsd_verifier_queue_time");
    bookkeepingTime = registry.timer("vsd_verifier_bookkeeping_time");
  }

  void round(RoundProposal proposal, RoundVerdict verdict, RoundRecord.Times times) {
    if (proposal.tree().size() > 0) {
      drafts.increment();
      draftTokens.increment(proposal.tree().size());
      acceptedTokens.increment(verdict.accepted().length);
      for (int i = 0; i < verdict.accepted().length; i++) {
        acceptedByPosition.get(i).increment();
      }
    }
    committedTokens.increment(verdict.committedTokens());
    time(times);
  }

  /** Tokens of a prompt that were looked up, and those of them that need not be computed. */
  void prefix(int lookedUp, int reused) {
    prefixQueries.increment(lookedUp);
    prefixHits.increment(reused);
  }

  void time(RoundRecord.Times times) {
    deviceTime.record(times.pass().nanos(), TimeUnit.NANOSECONDS);
    queueTime.record(times.queueNanos(), TimeUnit.NANOSECONDS);
    bookkeepingTime.record(times.bookkeepingNanos(), TimeUnit.NANOSECONDS);
  }
}
