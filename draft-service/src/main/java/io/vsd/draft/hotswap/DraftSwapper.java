package io.vsd.draft.hotswap;

import io.vsd.draft.drafting.DeviceThread;
import io.vsd.draft.drafting.DraftGenerations;
import io.vsd.draft.drafting.DraftPort;
import io.vsd.engine.checkpoint.CheckpointManifest;
import io.vsd.engine.checkpoint.CheckpointProblem;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.price.RoundCosts;
import io.vsd.engine.tokentree.TreeShape;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes a checkpoint the active draft: checks it, loads it beside the active one, runs warm rounds,
 * swaps one reference. One caller thread at a time.
 */
public final class DraftSwapper {

  private static final int WARM_ROWS = 8;
  private static final int WARM_ROUNDS = 24;
  private static final long WARM_SECONDS = 60;

  private final DraftGenerations generations;
  private final DeviceThread device;
  private final DraftLoader loader;
  private final SwapObserver observer;
  private final TreeShape warmShape;
  private volatile SwapRecord record = SwapRecord.NONE;
  private volatile @Nullable CheckpointManifest active;

  /** A swapper of those generations; warm rounds grow trees of that shape. */
  public DraftSwapper(
      DraftGenerations generations,
      DeviceThread device,
      DraftLoader loader,
      SwapObserver observer,
      TreeShape warmShape) {
    this.generations = generations;
    this.device = device;
    this.loader = loader;
    this.observer = observer;
    this.warmShape = warmShape;
  }

  /** What has been done so far. */
  public SwapRecord record() {
    return record;
  }

  /** Whether that checkpoint is the active draft. */
  boolean isActive(String id) {
    var current = active;
    return current != null && current.checkpointId().equals(id);
  }

  /**
   * Makes a checkpoint the one that the service begins with, which is no swap.
   *
   * @return whether it is active now; a refusal is recorded
   */
  public boolean beginWith(DraftCheckpoint checkpoint) {
    return activate(checkpoint, record::begun);
  }

  /**
   * Swaps to a checkpoint.
   *
   * @return whether it is active now; a refusal is recorded
   */
  public boolean swapTo(DraftCheckpoint checkpoint) {
    return activate(checkpoint, record::swapped);
  }

  /** Goes back to drafting without a checkpoint if the active draft is of one of these lineages. */
  void withdraw(Set<String> lineages) {
    var current = active;
    if (current != null && lineages.contains(current.lineage())) {
      generations.withdraw();
      active = null;
      record = record.withdrawn();
      observer.withdrawn(current.checkpointId());
    }
  }

  /** Notes why the wanted checkpoint is not active yet; empty when nothing is waited for. */
  void postpone(String why) {
    record = record.postponed(why);
  }

  private boolean activate(
      DraftCheckpoint checkpoint, Function<List<String>, SwapRecord> recorded) {
    var id = checkpoint.manifest().checkpointId();
    var startedAt = System.nanoTime();
    try {
      var warnings = check(checkpoint);
      var draft = load(checkpoint);
      try {
        warm(draft);
      } catch (CheckpointRefusedException refused) {
        device.cleanUp(draft::close);
        throw refused;
      }
      generations.swap(draft);
      record = recorded.apply(warnings);
      active = checkpoint.manifest();
      observer.swapped(id, (System.nanoTime() - startedAt) / 1e9);
      return true;
    } catch (CheckpointRefusedException refused) {
      refuse(id, refused);
      return false;
    }
  }

  /** Records a refusal that was met before there was a checkpoint to swap to. */
  void refuse(String id, CheckpointRefusedException refused) {
    var message = String.valueOf(refused.getMessage());
    record = record.refused(refused.reason(), message);
    observer.refused(id, refused.reason(), message);
  }

  /** Records a directory that holds no readable checkpoint. */
  public void unreadable(String where, Exception cause) {
    refuse(
        where,
        new CheckpointRefusedException(
            CheckpointRefusedException.Reason.HASH, String.valueOf(cause.getMessage()), cause));
  }

  private List<String> check(DraftCheckpoint checkpoint) throws CheckpointRefusedException {
    var problems = loader.problems(checkpoint);
    var fatal = problems.stream().filter(CheckpointProblem::fatal).toList();
    var id = checkpoint.manifest().checkpointId();
    if (!fatal.isEmpty()) {
      throw new CheckpointRefusedException(
          CheckpointRefusedException.Reason.of(fatal),
          fatal.stream()
              .map(CheckpointProblem::message)
              .collect(Collectors.joining("; ", id + ": ", "")));
    }
    var current = active;
    if (current != null
        && current.lineage().equals(checkpoint.manifest().lineage())
        && !current.draftVocabHash().equals(checkpoint.manifest().draftVocabHash())) {
      throw new CheckpointRefusedException(
          CheckpointRefusedException.Reason.MISMATCH,
          "%s: draft vocabulary %s where lineage %s has %s"
              .formatted(
                  id,
                  checkpoint.manifest().draftVocabHash(),
                  current.lineage(),
                  current.draftVocabHash()));
    }
    return problems.stream().map(CheckpointProblem::message).toList();
  }

  private DraftPort load(DraftCheckpoint checkpoint) throws CheckpointRefusedException {
    try {
      return loader.load(checkpoint);
    } catch (RuntimeException failed) {
      throw new CheckpointRefusedException(
          CheckpointRefusedException.Reason.MISMATCH,
          checkpoint.manifest().checkpointId() + ": cannot be loaded: " + failed.getMessage(),
          failed);
    }
  }

  /** Each warm round is a task of its own, so that live rounds run in between. */
  private void warm(DraftPort draft) throws CheckpointRefusedException {
    try {
      for (int round = 0; round < WARM_ROUNDS; round++) {
        var rows = WARM_ROWS + round;
        device
            .submit(
                () -> {
                  warmRound(draft, rows);
                  return rows;
                })
            .get(WARM_SECONDS, TimeUnit.SECONDS);
      }
    } catch (ExecutionException | TimeoutException failed) {
      var cause = failed.getCause() == null ? failed : failed.getCause();
      throw new CheckpointRefusedException(
          CheckpointRefusedException.Reason.WARM_ROUND,
          draft.version() + ": does not draft: " + cause,
          failed);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new CheckpointRefusedException(
          CheckpointRefusedException.Reason.WARM_ROUND, draft.version() + ": interrupted");
    }
  }

  private void warmRound(DraftPort draft, int rows) throws IOException {
    try (var session = draft.open(rows + warmShape.maxDepth() + 1)) {
      session.extend(new int[rows], new byte[rows * loader.featureRowBytes()]);
      var tree =
          session
              .propose(warmShape, RoundCosts.nothing(), SamplingParameters.greedy(), rows + 1L)
              .tree();
      if (tree.size() == 0) {
        throw new IOException("proposes nothing");
      }
    }
  }
}
