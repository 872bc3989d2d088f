package io.vsd.verifier.speculation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import io.vsd.proto.error.GrpcErrors;
import io.vsd.proto.error.v1.ErrorReason;
import io.vsd.proto.speculation.v1.DescribeRequest;
import io.vsd.proto.speculation.v1.Open;
import io.vsd.proto.speculation.v1.Opened;
import io.vsd.proto.speculation.v1.Propose;
import io.vsd.proto.speculation.v1.SamplingParameters;
import io.vsd.proto.speculation.v1.ScoreRequest;
import io.vsd.proto.speculation.v1.SpeculateRequest;
import io.vsd.verifier.events.RoundLog;
import io.vsd.verifier.fixtures.HashTarget;
import io.vsd.verifier.fixtures.TestStream;
import io.vsd.verifier.fixtures.VerifierStand;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RefusalTest {
  private final HashTarget target = new HashTarget();
  private VerifierStand stand;

  @BeforeEach
  void open() throws IOException {
    stand = VerifierStand.open(target, RoundLog.none());
  }

  @AfterEach
  void close() {
    stand.awaitNoSessions();
    stand.close();
    assertThat(target.openSlots).hasValue(0);
  }

  @Test
  void refusesAnEmptyPrompt() {
    refusesToOpen(
        valid().clearTokenIds().setPromptLength(0),
        Status.Code.INVALID_ARGUMENT,
        ErrorReason.ERROR_REASON_EMPTY_PROMPT);
  }

  @Test
  void refusesAPromptPastTheLimit() {
    List<Integer> tooLong = Collections.nCopies(VerifierStand.MAX_CONTEXT, 1);
    refusesToOpen(
        valid().clearTokenIds().addAllTokenIds(tooLong).setPromptLength(tooLong.size()),
        Status.Code.INVALID_ARGUMENT,
        ErrorReason.ERROR_REASON_PROMPT_TOO_LONG);
  }

  @Test
  void refusesUnknownTokenIds() {
    refusesToOpen(
        valid().addTokenIds(HashTarget.VOCABULARY).setPromptLength(4),
        Status.Code.INVALID_ARGUMENT,
        ErrorReason.ERROR_REASON_UNKNOWN_TOKEN);
    refusesToOpen(
        valid().addTokenIds(-1).setPromptLength(4),
        Status.Code.INVALID_ARGUMENT,
        ErrorReason.ERROR_REASON_UNKNOWN_TOKEN);
    refusesToPropose(
        SpeculateTest.chain(1, HashTarget.VOCABULARY),
        Status.Code.INVALID_ARGUMENT,
        ErrorReason.ERROR_REASON_UNKNOWN_TOKEN);
  }

  @Test
  void refusesSamplingParametersOutOfRangeAndNamesThem() throws Exception {
    Throwable error =
        refusesToOpen(
            valid().setSampling(SamplingParameters.newBuilder().setTemperature(-1)),
            Status.Code.INVALID_ARGUMENT,
            ErrorReason.ERROR_REASON_INVALID_SAMPLING);
    ErrorInfo info = StatusProto.fromThrowable(error).getDetails(0).unpack(ErrorInfo.class);
    assertThat(info.getMetadataMap()).containsEntry("parameter", "temperature");
    refusesToOpen(
        valid().setSampling(SamplingParameters.newBuilder().setTopP(1.5)),
        Status.Code.INVALID_ARGUMENT,
        ErrorReason.ERROR_REASON_INVALID_SAMPLING);
    refusesToOpen(
        valid().setSampling(SamplingParameters.newBuilder().setTopK(-1)),
        Status.Code.INVALID_ARGUMENT,
        ErrorReason.ERROR_REASON_INVALID_SAMPLING);
  }

  @Test
  void refusesAnotherTargetsCallers() {
    refusesToOpen(
        valid().setExpectedFingerprint("another"),
        Status.Code.FAILED_PRECONDITION,
        ErrorReason.ERROR_REASON_FINGERPRINT_MISMATCH);
  }

  @Test
  void refusesOtherFieldsOutOfRange() {
    for (Open.Builder bad :
        List.of(
            valid().setSessionId(""),
            valid().setPromptLength(9),
            valid().setMaxTokens(0),
            valid().setDomain("d".repeat(65)))) {
      refusesToOpen(bad, Status.Code.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_INVALID_ARGUMENT);
    }
  }

  @Test
  void refusesMalformedTrees() {
    Propose.Builder cycle =
        Propose.newBuilder().setRound(1).addTokenIds(1).addParents(0).addLogProbs(0);
    Propose.Builder backwards =
        SpeculateTest.chain(1, 1, 2).toBuilder().setParents(0, 1).setParents(1, -1);
    Propose.Builder twins = SpeculateTest.chain(1, 1, 1).toBuilder().setParents(1, -1);
    Propose.Builder lengths = SpeculateTest.chain(1, 1, 2).toBuilder().addParents(0);
    Propose.Builder unscored = SpeculateTest.chain(1, 1).toBuilder().clearLogProbs();
    Propose.Builder notANumber = SpeculateTest.chain(1, 1).toBuilder().setLogProbs(0, Float.NaN);
    for (Propose.Builder bad : List.of(cycle, backwards, twins, lengths, unscored, notANumber)) {
      refusesToPropose(
          bad.build(), Status.Code.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_MALFORMED_TREE);
    }
  }

  @Test
  void refusesTreesThatAreTooLarge() {
    Propose.Builder wide = Propose.newBuilder().setRound(1);
    for (int i = 0; i <= VerifierStand.MAX_NODES; i++) {
      wide.addTokenIds(i).addParents(-1).addLogProbs(-1);
    }
    refusesToPropose(
        wide.build(), Status.Code.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_TREE_TOO_LARGE);
    refusesToPropose(
        SpeculateTest.chain(1, new int[VerifierStand.MAX_DEPTH + 1]),
        Status.Code.INVALID_ARGUMENT,
        ErrorReason.ERROR_REASON_TREE_TOO_LARGE);
  }

  @Test
  void refusesStaleRounds() {
    refusesToPropose(
        SpeculateTest.chain(2), Status.Code.ABORTED, ErrorReason.ERROR_REASON_STALE_ROUND);
    refusesToPropose(
        SpeculateTest.chain(0), Status.Code.ABORTED, ErrorReason.ERROR_REASON_STALE_ROUND);
  }

  @Test
  void refusesMessagesOutOfOrder() {
    try (TestStream stream = stand.stream()) {
      stream.send(SpeculateTest.chain(1));
      isRefusal(
          stream.error(), Status.Code.FAILED_PRECONDITION, ErrorReason.ERROR_REASON_SESSION_STATE);
    }
    try (TestStream stream = stand.stream()) {
      Opened _ = stream.open(valid().build());
      stream.send(valid().build());
      isRefusal(
          stream.error(), Status.Code.FAILED_PRECONDITION, ErrorReason.ERROR_REASON_SESSION_STATE);
    }
    try (TestStream stream = stand.stream()) {
      stream.send(SpeculateRequest.getDefaultInstance());
      isRefusal(
          stream.error(), Status.Code.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_INVALID_ARGUMENT);
    }
  }

  @Test
  void refusesMoreSessionsThanItHasPlacesForAndSaysWhenToComeBack() throws Exception {
    List<TestStream> streams = new ArrayList<>();
    for (int i = 0; i < VerifierStand.MAX_SESSIONS; i++) {
      TestStream stream = stand.stream();
      Opened _ = stream.open(valid().build());
      streams.add(stream);
    }
    try (TestStream stream = stand.stream()) {
      stream.send(valid().build());
      Throwable error = stream.error();
      isRefusal(error, Status.Code.RESOURCE_EXHAUSTED, ErrorReason.ERROR_REASON_OVERLOADED);
      RetryInfo retry = StatusProto.fromThrowable(error).getDetails(1).unpack(RetryInfo.class);
      assertThat(retry.hasRetryDelay()).isTrue();
    }
    streams.forEach(TestStream::close);
    stand.awaitNoSessions();
    try (TestStream stream = stand.stream()) {
      assertThat(stream.open(valid().build()).getFingerprint()).isEqualTo("hash-target");
    }
  }

  @Test
  void refusesAStreamThatFloodsTheQueue() {
    try (TestStream stream = stand.stream()) {
      Opened _ = stream.open(valid().build());
      CountDownLatch gate = new CountDownLatch(1);
      target.gate = gate;
      for (int round = 1; round < 20; round++) {
        stream.send(SpeculateTest.chain(round));
      }
      isRefusal(
          stream.error(), Status.Code.RESOURCE_EXHAUSTED, ErrorReason.ERROR_REASON_OVERLOADED);
      gate.countDown();
    }
  }

  @Test
  void aBrokenDeviceEndsTheStreamAndFreesTheSession() {
    try (TestStream stream = stand.stream()) {
      Opened _ = stream.open(valid().build());
      target.broken = true;
      stream.send(SpeculateTest.chain(1));
      isRefusal(stream.error(), Status.Code.INTERNAL, ErrorReason.ERROR_REASON_INTERNAL);
    }
  }

  @Test
  void refusesNewSessionsWhileItShutsDownAndLetsOpenOnesEnd() throws InterruptedException {
    TestStream running = stand.stream();
    Opened _ = running.open(valid().build());
    assertThat(stand.admission.drain(0)).isFalse();
    try (TestStream stream = stand.stream()) {
      stream.send(valid().build());
      isRefusal(
          stream.error(), Status.Code.UNAVAILABLE, ErrorReason.ERROR_REASON_VERIFIER_UNAVAILABLE);
    }
    assertThat(running.propose(SpeculateTest.chain(1)).getRound()).isEqualTo(1);
    running.halfClose();
    assertThat(stand.admission.drain(30_000)).isTrue();
  }

  @Test
  void refusesEverythingBeforeTheModelIsLoaded() throws IOException {
    try (VerifierStand loading = VerifierStand.closed();
        TestStream stream = loading.stream()) {
      isRefusal(
          stream.error(), Status.Code.UNAVAILABLE, ErrorReason.ERROR_REASON_VERIFIER_UNAVAILABLE);
      Throwable describe =
          catchThrowable(() -> loading.blocking().describe(DescribeRequest.getDefaultInstance()));
      isRefusal(describe, Status.Code.UNAVAILABLE, ErrorReason.ERROR_REASON_VERIFIER_UNAVAILABLE);
      Throwable score =
          catchThrowable(
              () ->
                  loading
                      .blocking()
                      .score(ScoreRequest.getDefaultInstance())
                      .forEachRemaining(r -> {}));
      isRefusal(score, Status.Code.UNAVAILABLE, ErrorReason.ERROR_REASON_VERIFIER_UNAVAILABLE);
    }
  }

  private Throwable refusesToOpen(Open.Builder open, Status.Code code, ErrorReason reason) {
    try (TestStream stream = stand.stream()) {
      stream.send(open.build());
      Throwable error = stream.error();
      isRefusal(error, code, reason);
      return error;
    }
  }

  private void refusesToPropose(Propose propose, Status.Code code, ErrorReason reason) {
    try (TestStream stream = stand.stream()) {
      Opened _ = stream.open(valid().build());
      stream.send(propose);
      isRefusal(stream.error(), code, reason);
    }
    stand.awaitNoSessions();
  }

  private static void isRefusal(Throwable error, Status.Code code, ErrorReason reason) {
    assertThat(Status.fromThrowable(error).getCode()).isEqualTo(code);
    assertThat(GrpcErrors.reasonOf(error)).isEqualTo(reason);
  }

  private static Open.Builder valid() {
    return Open.newBuilder()
        .setSessionId("session")
        .addAllTokenIds(List.of(1, 2, 3))
        .setPromptLength(3)
        .setMaxTokens(10)
        .setExpectedFingerprint("hash-target");
  }
}
