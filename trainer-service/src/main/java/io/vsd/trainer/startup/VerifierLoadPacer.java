package io.vsd.trainer.startup;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import io.vsd.proto.speculation.v1.DescribeRequest;
import io.vsd.proto.speculation.v1.VerifierServiceGrpc;
import io.vsd.trainer.loop.TrainerBoard;
import io.vsd.trainer.loop.TrainerProgress;
import io.vsd.trainer.schedule.Pacer;
import io.vsd.trainer.schedule.YieldPolicy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Asks the verifiers between two pieces of work whether sessions run, and pauses for them. A
 * verifier that does not answer counts as idle, so training never waits for one that is gone.
 */
final class VerifierLoadPacer implements Pacer, AutoCloseable {

  private static final Duration SLICE = Duration.ofMillis(100);
  private static final long ANSWER_MS = 300;

  private final List<ManagedChannel> verifiers;
  private final YieldPolicy policy;
  private final TrainerBoard board;

  VerifierLoadPacer(String addresses, YieldPolicy policy, TrainerBoard board) {
    this.verifiers =
        Arrays.stream(addresses.split(","))
            .map(String::strip)
            .filter(a -> !a.isEmpty())
            .<ManagedChannel>map(a -> ManagedChannelBuilder.forTarget(a).usePlaintext().build())
            .toList();
    this.policy = policy;
    this.board = board;
  }

  @Override
  public void afterWork(Duration took) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    boolean busy = sessionsRun();
    Duration owed = policy.pauseAfter(took, busy);
    TrainerProgress.Activity before = board.activity();
    while (busy && owed.isPositive()) {
      board.turnTo(TrainerProgress.Activity.YIELDING);
      Duration slice = owed.compareTo(SLICE) < 0 ? owed : SLICE;
      Thread.sleep(slice);
      owed = owed.minus(slice);
      busy = sessionsRun();
    }
    board.turnTo(before);
  }

  private boolean sessionsRun() {
    return verifiers.stream().anyMatch(VerifierLoadPacer::sessionsRun);
  }

  private static boolean sessionsRun(ManagedChannel verifier) {
    try {
      return VerifierServiceGrpc.newBlockingStub(verifier)
              .withDeadlineAfter(ANSWER_MS, TimeUnit.MILLISECONDS)
              .describe(DescribeRequest.getDefaultInstance())
              .getLoad()
              .getActiveSessions()
          > 0;
    } catch (StatusRuntimeException e) {
      return false;
    }
  }

  @Override
  public void close() {
    verifiers.forEach(ManagedChannel::shutdownNow);
  }
}
