package io.vsd.trainer.startup;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.stub.StreamObserver;
import io.vsd.proto.speculation.v1.CostPoint;
import io.vsd.proto.speculation.v1.DescribeRequest;
import io.vsd.proto.speculation.v1.DescribeResponse;
import io.vsd.proto.speculation.v1.VerifierServiceGrpc;
import io.vsd.trainer.loop.TrainerBoard;
import io.vsd.trainer.loop.TrainerProgress.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VerifierWatchTest {

  private static final long LIMIT_NANOS = 30_000_000_000L;

  private final TrainerBoard board = new TrainerBoard();
  private final List<Server> servers = new ArrayList<>();

  @AfterEach
  void stop() {
    servers.forEach(Server::shutdownNow);
  }

  @Test
  void tellsWhomEachVerifierServes() throws Exception {
    board.target(new Target("", "smol", "stored", "aa"));
    String same = verifier("aa", "stored", 1);
    String other = verifier("bb", "bf16", 1);
    try (VerifierWatch watch = watch(same + "," + other, OptionalDouble.empty())) {
      await(watch, 2);
      assertThat(board.progress().targets().others())
          .containsExactly(new Target(other, "smol", "bf16", "bb"));
    }
  }

  @Test
  void takesTheDearestCurveThatAVerifierMeasured() throws Exception {
    String cheap = verifier("aa", "stored", 10);
    String dear = verifier("aa", "stored", 20);
    try (VerifierWatch watch = watch(cheap + "," + dear, OptionalDouble.empty())) {
      await(watch, 2);
      // T(1) = 100, T(9) = 100 + 8 * 20, drafting 40.
      assertThat(watch.roundCost(Duration.ofNanos(40))).isEqualTo(3);
      servers.forEach(Server::shutdownNow);
      assertThat(watch.roundCost(Duration.ofNanos(40))).as("as they said last").isEqualTo(3);
    }
  }

  @Test
  void takesACarefulFigureWhereNobodyMeasuredAndTheOperatorsWhereThereIsOne() {
    try (VerifierWatch watch = watch("", OptionalDouble.empty())) {
      assertThat(watch.roundCost(Duration.ofSeconds(1)))
          .isEqualTo(VerifierWatch.UNMEASURED_ROUND_COST);
    }
    try (VerifierWatch watch = watch("", OptionalDouble.of(1.7))) {
      assertThat(watch.roundCost(Duration.ofSeconds(1))).isEqualTo(1.7);
    }
  }

  private VerifierWatch watch(String addresses, OptionalDouble fixed) {
    return new VerifierWatch(new VerifierChannels(addresses), 8, fixed, board);
  }

  /** Half a second may be short for a first answer on a busy machine. */
  private void await(VerifierWatch watch, int verifiers) {
    long end = System.nanoTime() + LIMIT_NANOS;
    while (board.progress().targets().served().size() < verifiers && System.nanoTime() < end) {
      assertThat(watch.roundCost(Duration.ZERO)).isPositive();
    }
    assertThat(board.progress().targets().served()).hasSize(verifiers);
  }

  private String verifier(String fingerprint, String dtype, long nanosPerRow) throws IOException {
    DescribeResponse.Builder description =
        DescribeResponse.newBuilder()
            .setFingerprint(fingerprint)
            .setModelName("smol")
            .setDtype(dtype);
    for (int rows : new int[] {1, 4, 16}) {
      description.addCostCurve(
          CostPoint.newBuilder().setRows(rows).setNanos(100 + (rows - 1) * nanosPerRow));
    }
    Server server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(
                new VerifierServiceGrpc.VerifierServiceImplBase() {
                  @Override
                  public void describe(
                      DescribeRequest request, StreamObserver<DescribeResponse> observer) {
                    observer.onNext(description.build());
                    observer.onCompleted();
                  }
                })
            .build()
            .start();
    servers.add(server);
    return "127.0.0.1:" + server.getPort();
  }
}
