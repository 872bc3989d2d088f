package io.vsd.draft.drafting;

import io.vsd.draft.decoding.Proposal;
import io.vsd.engine.decoding.SamplingParameters;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One session's drafting: keeps its features, follows hot swaps between rounds, and turns every
 * failure into a plain round. Draft cache and lease belong to the device thread, the rest to the
 * request's thread.
 */
public final class SessionDrafter implements Drafter {

  private static final int MAX_FAILURES_IN_A_ROW = 3;

  private final DraftGenerations generations;
  private final DeviceThread device;
  private final Settings settings;
  private final SamplingParameters sampling;
  private final FallbackObserver observer;
  private final FeatureHistory history;
  private int failuresInARow;
  private boolean fed;

  // Device thread only.
  private DraftGenerations.@Nullable Lease lease;
  private @Nullable DraftSessionPort cache;
  private boolean closed;

  /**
   * What a session may use.
   *
   * @param budget size of its trees
   * @param timeoutMs longest wait for a proposal
   * @param maxFeatureBytes features kept at most
   * @param maxTokens committed tokens at most, prompt included
   */
  public record Settings(DraftBudget budget, long timeoutMs, long maxFeatureBytes, int maxTokens) {

    /** The settings for one session, cut to its verifier's limits. */
    public Settings within(int maxNodes, int maxDepth, int sessionTokens) {
      return new Settings(
          budget.atMost(maxNodes, maxDepth), timeoutMs, maxFeatureBytes, sessionTokens);
    }
  }

  /** A drafter for one session. */
  public SessionDrafter(
      DraftGenerations generations,
      DeviceThread device,
      Settings settings,
      SamplingParameters sampling,
      FallbackObserver observer) {
    this.generations = generations;
    this.device = device;
    this.settings = settings;
    this.sampling = sampling;
    this.observer = observer;
    this.history = new FeatureHistory(settings.maxFeatureBytes());
  }

  @Override
  public boolean wantsFeatures() {
    return !generations.activeVersion().isEmpty()
        && !settings.budget().isEmpty()
        && !history.broken()
        && failuresInARow < MAX_FAILURES_IN_A_ROW;
  }

  @Override
  public void committed(long firstRow, int[] nextTokens, byte[] features) {
    if (features.length > 0) {
      history.add(firstRow, nextTokens, features);
      fed = true;
    }
  }

  @Override
  public boolean drafts() {
    return fed
        && !settings.budget().isEmpty()
        && !generations.activeVersion().isEmpty()
        && failuresInARow < MAX_FAILURES_IN_A_ROW;
  }

  @Override
  public Proposal propose(int maxDepth, long position) {
    var budget = settings.budget().atMost(Integer.MAX_VALUE, maxDepth);
    if (budget.isEmpty() || !drafts()) {
      return Proposal.plain();
    }
    if (history.rows() != position - 1) {
      observer.fellBack(Fallback.FEATURES, null);
      return Proposal.plain();
    }
    var startedAt = System.nanoTime();
    var future = device.submit(() -> draft(budget, position));
    try {
      var drafted = future.get(settings.timeoutMs(), TimeUnit.MILLISECONDS);
      failuresInARow = 0;
      return new Proposal(
          drafted.tree(), drafted.origins(), drafted.draftVersion(), System.nanoTime() - startedAt);
    } catch (ExecutionException failed) {
      return fallBack(failed.getCause(), startedAt);
    } catch (TimeoutException slow) {
      future.cancel(false);
      observer.fellBack(Fallback.SLOW, null);
    } catch (CancellationException | InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    return Proposal.plainAfter(System.nanoTime() - startedAt);
  }

  private Proposal fallBack(@Nullable Throwable cause, long startedAt) {
    if (cause instanceof DeviceBusyException) {
      observer.fellBack(Fallback.BUSY, null);
    } else {
      failuresInARow++;
      observer.fellBack(Fallback.FAILED, cause);
    }
    return Proposal.plainAfter(System.nanoTime() - startedAt);
  }

  private Proposal draft(DraftBudget budget, long position) {
    try {
      var open = cacheOfActive();
      if (open == null || closed) {
        return Proposal.plain();
      }
      if (open.committed() < history.rows()) {
        var rows = history.from(open.committed());
        open.extend(rows.nextTokens(), rows.features());
      }
      var drafted = open.propose(budget.shape(), sampling, position);
      var version = lease == null || drafted.tree().size() == 0 ? "" : lease.draft().version();
      return new Proposal(drafted.tree(), drafted.origins(), version, 0);
    } catch (RuntimeException | Error failed) {
      // What the cache holds now is unknown: the next round builds another.
      leave();
      throw failed;
    }
  }

  private @Nullable DraftSessionPort cacheOfActive() {
    if (lease != null && lease.isActive()) {
      return cache;
    }
    leave();
    var next = generations.acquire();
    if (next.isPresent()) {
      lease = next.get();
      cache = lease.draft().open(settings.maxTokens());
    }
    return cache;
  }

  private void leave() {
    try {
      if (cache != null) {
        cache.close();
      }
    } finally {
      cache = null;
      if (lease != null) {
        lease.close();
        lease = null;
      }
    }
  }

  @Override
  public void close() {
    device.cleanUp(
        () -> {
          closed = true;
          leave();
        });
  }
}
