package io.vsd.trainer.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Server;
import io.grpc.stub.StreamObserver;
import io.vsd.proto.speculation.v1.DescribeRequest;
import io.vsd.proto.speculation.v1.DescribeResponse;
import io.vsd.proto.speculation.v1.Load;
import io.vsd.proto.speculation.v1.VerifierServiceGrpc;
import io.vsd.trainer.loop.TrainerBoard;
import io.vsd.trainer.loop.TrainerProgress.Activity;
import io.vsd.trainer.schedule.YieldPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VerifierLoadPacerTest {

  private static final Duration WORK = Duration.ofMillis(100);
  private static final Duration LONG = Duration.ofSeconds(20);

  /** Owes nine times the work, up to the longest pause. */
  private static YieldPolicy policy(Duration maxPause) {
    return new YieldPolicy(0.1, maxPause, Duration.ofMillis(300));
  }

  private final TrainerBoard board = new TrainerBoard();
  private final AtomicInteger questions = new AtomicInteger();
  private volatile int busyAnswers;
  private volatile Activity activityWhenAsked = Activity.STARTING;
  private Server verifier;

  @BeforeEach
  void start() throws IOException {
    verifier =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(new Verifier())
            .build()
            .start();
    answerOnce();
    board.turnTo(Activity.TRAINING);
  }

  /** A JVM's first call takes longer than a verifier is given to answer where cores are busy. */
  private void answerOnce() {
    ManagedChannel channel =
        ManagedChannelBuilder.forAddress("127.0.0.1", verifier.getPort()).usePlaintext().build();
    VerifierServiceGrpc.newBlockingStub(channel).describe(DescribeRequest.getDefaultInstance());
    channel.shutdownNow();
    questions.set(0);
  }

  @AfterEach
  void stop() {
    verifier.shutdownNow();
  }

  private VerifierLoadPacer pacer(Duration maxPause) {
    return new VerifierLoadPacer("127.0.0.1:" + verifier.getPort(), policy(maxPause), board);
  }

  @Test
  void goesOnAtOnceWhereNoVerifierWorks() throws InterruptedException {
    try (VerifierLoadPacer pacer = pacer(LONG)) {
      pacer.afterWork(WORK);
    }

    assertThat(questions).hasValue(1);
    assertThat(activityWhenAsked).isEqualTo(Activity.TRAINING);
  }

  @Test
  void waitsUntilRequestsAreOverAndShowsThatItYields() throws InterruptedException {
    busyAnswers = 2;
    try (VerifierLoadPacer pacer = pacer(LONG)) {
      pacer.afterWork(WORK.multipliedBy(10));
    }

    assertThat(questions).hasValue(3);
    assertThat(activityWhenAsked).isEqualTo(Activity.YIELDING);
    assertThat(board.activity()).isEqualTo(Activity.TRAINING);
  }

  @Test
  void goesOnUnderAnyLoadAfterTheLongestPause() throws InterruptedException {
    busyAnswers = Integer.MAX_VALUE;
    long start = System.nanoTime();
    try (VerifierLoadPacer pacer = pacer(Duration.ofMillis(400))) {
      pacer.afterWork(WORK);
    }

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(400), LONG);
    assertThat(questions).hasValue(1);
  }

  @Test
  void smallPiecesGatherBeforeTheVerifierIsAsked() throws InterruptedException {
    try (VerifierLoadPacer pacer = pacer(LONG)) {
      for (int i = 0; i < 9; i++) {
        pacer.afterWork(Duration.ofMillis(10));
      }
    }

    assertThat(questions).hasValue(3);
  }

  @Test
  void aVerifierThatIsGoneCountsAsIdle() throws InterruptedException {
    busyAnswers = Integer.MAX_VALUE;
    try (VerifierLoadPacer pacer = pacer(LONG)) {
      verifier.shutdownNow().awaitTermination();
      pacer.afterWork(WORK);
    }

    assertThat(questions).hasValue(0);
  }

  @Test
  void stopsWhenInterrupted() {
    try (VerifierLoadPacer pacer = pacer(LONG)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> pacer.afterWork(Duration.ZERO))
          .isInstanceOf(InterruptedException.class);
    }
  }

  private final class Verifier extends VerifierServiceGrpc.VerifierServiceImplBase {
    @Override
    public void describe(DescribeRequest request, StreamObserver<DescribeResponse> observer) {
      activityWhenAsked = board.activity();
      boolean busy = questions.incrementAndGet() <= busyAnswers;
      Load load = Load.newBuilder().setIdleNanos(busy ? 0 : WORK.toNanos() * 10).build();
      observer.onNext(DescribeResponse.newBuilder().setLoad(load).build());
      observer.onCompleted();
    }
  }
}
