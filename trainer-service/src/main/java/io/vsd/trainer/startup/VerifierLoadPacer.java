package io.vsd.trainer.startup;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.vsd.engine.pacing.Pacer;
import io.vsd.trainer.loop.TrainerBoard;
import io.vsd.trainer.loop.TrainerProgress;
import io.vsd.trainer.schedule.YieldPolicy;
import java.time.Duration;

/**
 * Asks the verifiers between two pieces of work whether they work for requests, and pauses while
 * they do. A verifier that cannot be reached counts as idle, so training never waits for one that
 * is gone; one that takes long to answer counts as busy. Owned by the thread that it paces.
 */
final class VerifierLoadPacer implements Pacer, AutoCloseable {

  /** Less work than this is not worth a question, which costs the verifier a little, too. */
  private static final Duration GRAIN = Duration.ofMillis(30);

  /** Time between two questions while requests run, which each question wakes threads beside. */
  private static final Duration SLICE = Duration.ofSeconds(1);

  private final VerifierChannels verifiers;
  private final YieldPolicy policy;
  private final TrainerBoard board;
  private Duration worked = Duration.ZERO;

  VerifierLoadPacer(String addresses, YieldPolicy policy, TrainerBoard board) {
    this.verifiers = new VerifierChannels(addresses);
    this.policy = policy;
    this.board = board;
  }

  @Override
  public void afterWork(Duration took) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    worked = worked.plus(took);
    if (worked.compareTo(GRAIN) < 0) {
      return;
    }
    Duration owed = policy.pauseAfter(worked);
    worked = Duration.ZERO;
    TrainerProgress.Activity before = board.activity();
    while (owed.isPositive() && requestsRun()) {
      board.turnTo(TrainerProgress.Activity.YIELDING);
      Duration slice = owed.compareTo(SLICE) < 0 ? owed : SLICE;
      Thread.sleep(slice);
      owed = owed.minus(slice);
    }
    board.turnTo(before);
  }

  private boolean requestsRun() {
    return verifiers.all().stream().anyMatch(this::requestsRun);
  }

  private boolean requestsRun(VerifierChannels.Verifier verifier) {
    try {
      long idleNanos = verifier.describe().getLoad().getIdleNanos();
      return policy.requestsRun(Duration.ofNanos(idleNanos));
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED;
    }
  }

  @Override
  public void close() {
    verifiers.close();
  }
}
