package io.vsd.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.vsd.local.client.CallException;
import io.vsd.proto.error.GrpcErrors;
import io.vsd.proto.error.v1.ErrorReason;
import io.vsd.proto.generation.v1.GenerateRequest;
import io.vsd.proto.generation.v1.TokenIds;
import io.vsd.proto.speculation.v1.Open;
import io.vsd.proto.speculation.v1.Propose;
import io.vsd.proto.speculation.v1.SamplingParameters;
import io.vsd.proto.speculation.v1.SpeculateRequest;
import io.vsd.proto.speculation.v1.SpeculateResponse;
import io.vsd.proto.speculation.v1.VerifierServiceGrpc;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Bad input through the real doors gives a status with a reason, and the services go on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputST {
  private ClusterStand stand;
  private ManagedChannel verifier;

  @BeforeAll
  void startCluster() throws Exception {
    stand = ClusterStand.start(ClusterStand.tinyPlan("bad-input").withoutLearning());
    String address = stand.cluster().service("verifier").address();
    verifier =
        ManagedChannelBuilder.forAddress(
                "127.0.0.1", Integer.parseInt(address.substring(address.indexOf(':') + 1)))
            .usePlaintext()
            .build();
  }

  @AfterAll
  void stopCluster() {
    verifier.shutdownNow();
    stand.close();
  }

  @Test
  void draftServiceRefusesWithAReasonAndServesOn() throws Exception {
    assertThat(refusal(ClusterStand.request("", 0, 8)))
        .isEqualTo(ErrorReason.ERROR_REASON_EMPTY_PROMPT);
    assertThat(refusal(ClusterStand.request("too long ".repeat(3000), 0, 8)))
        .isEqualTo(ErrorReason.ERROR_REASON_PROMPT_TOO_LONG);
    assertThat(refusal(ClusterStand.request("cold", -1, 8)))
        .isEqualTo(ErrorReason.ERROR_REASON_INVALID_SAMPLING);
    assertThat(
            refusal(
                ClusterStand.request("x", 0, 8)
                    .setTokens(TokenIds.newBuilder().addTokenIds(5).addTokenIds(1_000_000))))
        .isEqualTo(ErrorReason.ERROR_REASON_UNKNOWN_TOKEN);
    assertThat(stand.generate(ClusterStand.request("still there", 0, 8)).tokens()).isNotEmpty();
  }

  @Test
  void verifierRefusesMalformedTreesWithAReason() throws Exception {
    // A parent after its child, which is also the only way to write a cycle.
    assertThat(verdictOf(tree(List.of(5, 6), List.of(1, -1))))
        .isEqualTo(ErrorReason.ERROR_REASON_MALFORMED_TREE);
    assertThat(verdictOf(tree(List.of(5, 5), List.of(-1, -1))))
        .isEqualTo(ErrorReason.ERROR_REASON_MALFORMED_TREE);
    assertThat(verdictOf(tree(List.of(5), List.of(-1, 0))))
        .isEqualTo(ErrorReason.ERROR_REASON_MALFORMED_TREE);
    Propose.Builder chain = Propose.newBuilder().setRound(1);
    for (int i = 0; i < 100; i++) {
      chain.addTokenIds(5).addParents(i - 1).addLogProbs(0);
    }
    assertThat(verdictOf(chain.build())).isEqualTo(ErrorReason.ERROR_REASON_TREE_TOO_LARGE);
  }

  @Test
  void verifierRefusesAnotherFingerprint() throws Exception {
    Open open = open().setExpectedFingerprint("of some other model").build();
    assertThat(failure(List.of(SpeculateRequest.newBuilder().setOpen(open).build())))
        .isEqualTo(ErrorReason.ERROR_REASON_FINGERPRINT_MISMATCH);
  }

  private ErrorReason refusal(GenerateRequest.Builder request) {
    CallException failure =
        catchThrowableOfType(CallException.class, () -> stand.generate(request));
    assertThat(failure).as("refusal").isNotNull();
    return failure.reason();
  }

  private static Propose tree(List<Integer> tokens, List<Integer> parents) {
    return Propose.newBuilder()
        .setRound(1)
        .addAllTokenIds(tokens)
        .addAllParents(parents)
        .addAllLogProbs(tokens.stream().map(t -> 0f).toList())
        .build();
  }

  private static Open.Builder open() {
    return Open.newBuilder()
        .setSessionId("bad-input")
        .addAllTokenIds(List.of(10, 11, 12))
        .setPromptLength(3)
        .setSampling(SamplingParameters.getDefaultInstance())
        .setMaxTokens(32);
  }

  private ErrorReason verdictOf(Propose proposal) throws Exception {
    return failure(
        List.of(
            SpeculateRequest.newBuilder().setOpen(open()).build(),
            SpeculateRequest.newBuilder().setPropose(proposal).build()));
  }

  /** Sends each message after the answer to the one before and returns why the stream broke. */
  private ErrorReason failure(List<SpeculateRequest> messages) throws Exception {
    CompletableFuture<ErrorReason> reason = new CompletableFuture<>();
    CompletableFuture<SpeculateResponse> opened = new CompletableFuture<>();
    StreamObserver<SpeculateRequest> stream =
        VerifierServiceGrpc.newStub(verifier)
            .speculate(
                new StreamObserver<>() {
                  @Override
                  public void onNext(SpeculateResponse response) {
                    opened.complete(response);
                  }

                  @Override
                  public void onError(Throwable error) {
                    reason.complete(GrpcErrors.reasonOf(error));
                    opened.completeExceptionally(error);
                  }

                  @Override
                  public void onCompleted() {
                    reason.completeExceptionally(new AssertionError("stream ended well"));
                  }
                });
    stream.onNext(messages.getFirst());
    if (messages.size() > 1) {
      opened.get(20, TimeUnit.SECONDS);
      stream.onNext(messages.get(1));
    }
    return reason.get(20, TimeUnit.SECONDS);
  }
}
