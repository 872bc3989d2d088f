package io.vsd.draft.drafting;

import io.vsd.draft.decoding.Proposal;
import io.vsd.draft.decoding.RoundKind;
import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.price.Pace;
import io.vsd.engine.price.RoundCosts;
import io.vsd.engine.price.TreePrice;
import io.vsd.engine.tokentree.TreeShape;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * One session's drafting: keeps its text, follows hot swaps between rounds, rests where drafting
 * does not pay, and turns every failure into a plain round. Draft cache and lease belong to the
 * device thread, the rest to the request's thread.
 */
public final class SessionDrafter implements Drafter {

  private static final int MAX_FAILURES_IN_A_ROW = 3;

  /** A look takes less than a round; one that takes longer is asked for again a round later. */
  private static final long LOOK_PATIENCE_MS = 4;

  private final DraftGenerations generations;
  private final DeviceThread device;
  private final Settings settings;
  private final SamplingParameters sampling;
  private final FallbackObserver observer;
  private final TextHistory history;
  private final Pace pace = new Pace();
  private @Nullable Future<Boolean> look;
  private int failuresInARow;

  // Device thread only.
  private DraftGenerations.@Nullable Lease lease;
  private @Nullable DraftSessionPort cache;
  private boolean closed;

  /**
   * What a session may use.
   *
   * @param bounds of its trees
   * @param whole whether trees are as large as the bounds whatever they cost
   * @param timeoutMs longest wait for a proposal
   * @param maxFeatureBytes features kept at most
   * @param maxTokens committed tokens at most, prompt included
   */
  public record Settings(
      TreeShape bounds, boolean whole, long timeoutMs, long maxFeatureBytes, int maxTokens) {

    /** The settings for one session, cut to its verifier's limits. */
    public Settings within(int maxNodes, int maxDepth, int sessionTokens) {
      return new Settings(
          bounds.within(maxNodes, Math.max(1, maxDepth)),
          whole,
          timeoutMs,
          maxFeatureBytes,
          sessionTokens);
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
    this.history = new TextHistory(settings.maxFeatureBytes());
  }

  @Override
  public boolean wantsFeatures() {
    return mayDraft() && generations.usesFeatures() && !history.broken();
  }

  @Override
  public void committed(long firstRow, int[] nextTokens, byte[] features) {
    var wanted = wantsFeatures();
    history.add(firstRow, nextTokens, features);
    if (wanted && history.broken()) {
      observer.fellBack(Fallback.FEATURES, null);
    }
  }

  private boolean mayDraft() {
    return settings.bounds().maxNodes() > 0 && failuresInARow < MAX_FAILURES_IN_A_ROW;
  }

  @Override
  public boolean drafts() {
    return mayDraft() && !resting();
  }

  private boolean resting() {
    var looking = look;
    if (looking != null) {
      try {
        pace.looked(looking.get(LOOK_PATIENCE_MS, TimeUnit.MILLISECONDS));
        look = null;
      } catch (ExecutionException failed) {
        look = null;
        failed(failed.getCause());
      } catch (TimeoutException later) {
        return pace.resting();
      } catch (CancellationException | InterruptedException stopping) {
        Thread.currentThread().interrupt();
      }
    }
    return pace.resting();
  }

  @Override
  public void look(int maxDepth, long position, RoundCosts costs) {
    var bounds = settings.bounds().within(Integer.MAX_VALUE, maxDepth);
    if (look == null && mayDraft() && knows(position) && !hopeless(costs)) {
      look =
          device.submit(
              () ->
                  onCache(
                      false, (open, own) -> open.promises(bounds, own, sampling, position), costs));
    }
  }

  @Override
  public Proposal propose(int maxDepth, long position, RoundCosts costs) {
    if (maxDepth < 1 || settings.bounds().maxNodes() == 0) {
      return Proposal.plain(RoundKind.OFF);
    }
    if (!mayDraft() || !knows(position)) {
      return Proposal.plain(RoundKind.FAILED);
    }
    if (hopeless(costs)) {
      pace.drafted(0, costs);
      return Proposal.plain(RoundKind.CROWDED);
    }
    var bounds = settings.bounds().within(Integer.MAX_VALUE, maxDepth);
    var startedAt = System.nanoTime();
    var future =
        device.submit(
            () ->
                onCache(
                    Proposal.plain(RoundKind.FAILED),
                    (open, own) -> drafted(open, bounds, own, position),
                    costs));
    try {
      var drafted = future.get(settings.timeoutMs(), TimeUnit.MILLISECONDS);
      failuresInARow = 0;
      pace.drafted(drafted.tree().size(), costs);
      return drafted.took(System.nanoTime() - startedAt);
    } catch (ExecutionException failed) {
      failed(failed.getCause());
    } catch (TimeoutException slow) {
      future.cancel(false);
      observer.fellBack(Fallback.SLOW, null);
    } catch (CancellationException | InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    return Proposal.plain(RoundKind.FAILED).took(System.nanoTime() - startedAt);
  }

  private boolean knows(long position) {
    return history.rows() == position - 1;
  }

  /** Whether not even certain tokens would be worth their rows: then nobody needs to draft. */
  private boolean hopeless(RoundCosts costs) {
    return !settings.whole() && TreePrice.of(costs).hopeless(settings.bounds().maxNodes());
  }

  private void failed(@Nullable Throwable cause) {
    if (cause instanceof DeviceBusyException) {
      observer.fellBack(Fallback.BUSY, null);
    } else {
      failuresInARow++;
      observer.fellBack(Fallback.FAILED, cause);
    }
  }

  private Proposal drafted(
      DraftSessionPort open, TreeShape bounds, RoundCosts costs, long position) {
    var drafted = open.propose(bounds, costs, sampling, position);
    if (drafted.tree().size() == 0) {
      return Proposal.plain(RoundKind.UNPAID);
    }
    return new Proposal(
        drafted.tree(),
        drafted.origins(),
        lease == null ? "" : lease.draft().version(),
        0,
        drafted.expectedAccepted(),
        RoundKind.DRAFTED);
  }

  /** Does something with the cache of the active draft, which knows all of the text then. */
  private <T> T onCache(
      T otherwise, BiFunction<DraftSessionPort, RoundCosts, T> work, RoundCosts costs) {
    try {
      var open = cacheOfActive();
      if (open == null || lease == null || closed) {
        return otherwise;
      }
      if (open.committed() < history.rows()) {
        var rows = history.from(open.committed());
        open.extend(rows.nextTokens(), rows.features());
      }
      var own = settings.whole() ? RoundCosts.nothing() : costs.drafting(lease.draft().costs());
      return work.apply(open, own);
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
