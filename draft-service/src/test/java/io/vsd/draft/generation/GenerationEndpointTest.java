package io.vsd.draft.generation;

import static io.vsd.draft.fixtures.Await.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.vsd.draft.drafting.DraftPort;
import io.vsd.draft.fixtures.DraftServer;
import io.vsd.draft.fixtures.FakeVerifier;
import io.vsd.draft.fixtures.HashDraft;
import io.vsd.draft.fixtures.HashTarget;
import io.vsd.draft.fixtures.LetterText;
import io.vsd.draft.fixtures.Requests;
import io.vsd.draft.hotswap.DraftLoader;
import io.vsd.engine.checkpoint.CheckpointProblem;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.proto.error.GrpcErrors;
import io.vsd.proto.error.v1.ErrorReason;
import io.vsd.proto.generation.v1.Finished;
import io.vsd.proto.generation.v1.GenerateRequest;
import io.vsd.proto.generation.v1.GenerateResponse;
import io.vsd.proto.generation.v1.GenerationServiceGrpc;
import io.vsd.proto.generation.v1.SpeculationMode;
import io.vsd.proto.generation.v1.StatusRequest;
import io.vsd.proto.generation.v1.TokenIds;
import io.vsd.proto.speculation.v1.FinishReason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real gRPC on both sides; target and draft are hashes. */
class GenerationEndpointTest {

  private static final int[] PROMPT = Requests.prompt(12, 1);
  private static final DraftLoader NO_LOADER =
      new DraftLoader() {
        @Override
        public List<CheckpointProblem> problems(DraftCheckpoint checkpoint) {
          return List.of();
        }

        @Override
        public DraftPort load(DraftCheckpoint checkpoint) {
          throw new IllegalStateException("not in this test");
        }

        @Override
        public int featureRowBytes() {
          return HashTarget.ROW_BYTES;
        }
      };

  private FakeVerifier first = new FakeVerifier();
  private final FakeVerifier second = new FakeVerifier();
  private DraftServer server =
      new DraftServer(new LetterText(), NO_LOADER, List.of(first.address(), second.address()));

  @AfterEach
  void close() {
    server.close();
    first.close();
    second.close();
  }

  private static GenerateRequest.Builder request(int maxTokens) {
    return GenerateRequest.newBuilder()
        .setTokens(TokenIds.newBuilder().addAllTokenIds(Arrays.stream(PROMPT).boxed().toList()))
        .setSampling(
            io.vsd.proto.speculation.v1.SamplingParameters.newBuilder()
                .setTemperature(1)
                .setSeed(7))
        .setMaxTokens(maxTokens);
  }

  private Iterator<GenerateResponse> call(GenerateRequest.Builder request) {
    return GenerationServiceGrpc.newBlockingStub(server.channel).generate(request.build());
  }

  private record Reply(List<Integer> ids, String text, Finished finished, List<String> versions) {}

  private Reply reply(GenerateRequest.Builder request) {
    var ids = new ArrayList<Integer>();
    var versions = new ArrayList<String>();
    var text = new StringBuilder();
    var finished = Finished.getDefaultInstance();
    var responses = call(request);
    while (responses.hasNext()) {
      var response = responses.next();
      for (var token : response.getTokens().getTokensList()) {
        ids.add(token.getId());
        text.append(token.getText());
      }
      versions.add(response.getTokens().getDraftVersion());
      finished = response.hasFinished() ? response.getFinished() : finished;
    }
    return new Reply(ids, text + finished.getTail(), finished, versions);
  }

  private static List<Integer> plainText(int maxTokens) {
    return new HashTarget().decode(PROMPT, new SamplingParameters(1, 1, 0, 7), maxTokens);
  }

  private static void assertReason(Throwable error, Status.Code code, ErrorReason reason) {
    assertThat(error).isInstanceOf(StatusRuntimeException.class);
    assertThat(Status.fromThrowable(error).getCode()).isEqualTo(code);
    assertThat(GrpcErrors.reasonOf(error)).isEqualTo(reason);
  }

  @Test
  void streamsTheSameTextWithAndWithoutSpeculation() {
    server.stand.generations.swap(new HashDraft("d1", 0.8, PROMPT));
    var fast = reply(request(60));
    var plain = reply(request(60).setSpeculation(SpeculationMode.SPECULATION_MODE_OFF));
    assertThat(fast.ids()).isEqualTo(plain.ids()).isEqualTo(plainText(60));
    assertThat(fast.text()).isEqualTo(plain.text()).hasSize(60);
    assertThat(fast.finished().getFinishReason()).isEqualTo(FinishReason.FINISH_REASON_LENGTH);
    assertThat(fast.finished().getAcceptanceLength()).isGreaterThan(2);
    assertThat(plain.finished().getAcceptanceLength()).isEqualTo(1);
    assertThat(plain.finished().getRounds()).isEqualTo(59);
    assertThat(fast.finished().getDraftVersionsList()).containsExactly("d1");
    assertThat(plain.finished().getDraftVersionsList()).isEmpty();
    assertThat(fast.finished().getBreakdown().getDeviceNanos()).isPositive();
    assertThat(fast.finished().getBreakdown().getDraftNanos()).isPositive();
    assertThat(first.opens.getFirst().getFeatures()).isTrue();
  }

  @Test
  void showsTheTreesWhenAskedTo() {
    server.stand.generations.swap(new HashDraft("d1", 0.8, PROMPT));
    var trees = 0;
    var responses = call(request(20).setShowTree(true));
    while (responses.hasNext()) {
      var response = responses.next();
      trees += response.getTokens().getTree().getTokenIdsCount() > 0 ? 1 : 0;
    }
    assertThat(trees).isPositive();
  }

  @Test
  void goesOnUnchangedWhenTheVerifierDiesInMidSentence() {
    server.stand.generations.swap(new HashDraft("d1", 0.5, PROMPT));
    var dying = new Thread(() -> first.close());
    first.beforeVerdict =
        () -> {
          if (first.rounds.get() == 6) {
            dying.start();
          }
        };
    var survived = reply(request(80));
    assertThat(survived.ids()).isEqualTo(plainText(80));
    assertThat(survived.finished().getReopened()).isPositive();
  }

  @Test
  void goesOnUnchangedAfterALostStreamOnTheOtherVerifier() {
    server.stand.generations.swap(new HashDraft("d1", 0.5, PROMPT));
    first.failAtRound = 5;
    second.failAtRound = 9;
    var survived = reply(request(80));
    assertThat(survived.ids()).isEqualTo(plainText(80));
    assertThat(survived.finished().getReopened()).isBetween(1, 2);
    assertThat(first.opens.getFirst().getSessionId())
        .as("the session keeps its id")
        .isEqualTo(second.opens.getFirst().getSessionId());
    assertThat(server.registry.get("vsd.draft.streams.lost").counter().count()).isPositive();
  }

  @Test
  void goesOnUnchangedOnTheSameVerifierAfterItsRestart() {
    assertThat(reply(request(5)).ids()).as("the verifiers are known and connected").hasSize(5);
    second.close();
    first.close();
    var port = first.port();
    first = new FakeVerifier(port, io.vsd.draft.fixtures.InMemoryVerifiers::new);
    first.failAtRound = 5;
    var survived = reply(request(40));
    assertThat(survived.ids()).isEqualTo(plainText(40));
    assertThat(survived.finished().getReopened()).isEqualTo(1);
  }

  @Test
  void refusesWithARetryHintWhenNoVerifierAnswers() {
    try (var alone = new DraftServer(new LetterText(), NO_LOADER, List.of("localhost:1"))) {
      var error =
          catchThrowable(
              () ->
                  GenerationServiceGrpc.newBlockingStub(alone.channel)
                      .generate(request(5).build())
                      .hasNext());
      assertReason(error, Status.Code.UNAVAILABLE, ErrorReason.ERROR_REASON_VERIFIER_UNAVAILABLE);
    }
  }

  @Test
  void mapsAVerifiersRefusalThrough() {
    var refusal =
        GrpcErrors.of(
            Status.Code.INVALID_ARGUMENT,
            ErrorReason.ERROR_REASON_PROMPT_TOO_LONG,
            "too long for me");
    first.refuseOpen = () -> Optional.of(refusal);
    second.refuseOpen = first.refuseOpen;
    var error = catchThrowable(() -> reply(request(5)));
    assertReason(error, Status.Code.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_PROMPT_TOO_LONG);
    assertThat(error).hasMessageContaining("too long for me");
  }

  @Test
  void triesTheOtherVerifierWhenOneIsFullAndSaysSoWhenBothAre() {
    var full =
        GrpcErrors.retryAfter(
            Status.Code.RESOURCE_EXHAUSTED, ErrorReason.ERROR_REASON_OVERLOADED, "full", 5);
    first.refuseOpen = () -> Optional.of(full);
    assertThat(reply(request(10)).ids()).isEqualTo(plainText(10));
    second.refuseOpen = first.refuseOpen;
    assertReason(
        catchThrowable(() -> reply(request(10))),
        Status.Code.RESOURCE_EXHAUSTED,
        ErrorReason.ERROR_REASON_OVERLOADED);
  }

  @Test
  void answersBadRequestsWithAReasonAndGoesOnServing() {
    assertReason(
        catchThrowable(() -> reply(GenerateRequest.newBuilder().setPrompt(""))),
        Status.Code.INVALID_ARGUMENT,
        ErrorReason.ERROR_REASON_EMPTY_PROMPT);
    assertReason(
        catchThrowable(() -> reply(request(-3))),
        Status.Code.INVALID_ARGUMENT,
        ErrorReason.ERROR_REASON_INVALID_ARGUMENT);
    assertThat(reply(request(10)).ids()).isEqualTo(plainText(10));
    awaitTrue("no slot is kept", () -> server.slots.active().get() == 0);
  }

  @Test
  void freesTheVerifierWithinOneRoundOfACancellation() throws Exception {
    var seen = new CountDownLatch(3);
    var hold = new CountDownLatch(1);
    Runnable slow =
        () -> {
          seen.countDown();
          if (seen.getCount() == 0) {
            try {
              hold.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          }
        };
    first.beforeVerdict = slow;
    second.beforeVerdict = slow;
    var call = Context.current().withCancellation();
    call.run(() -> call(request(300)).next());
    assertThat(seen.await(20, TimeUnit.SECONDS)).isTrue();
    call.cancel(null);
    awaitTrue("the request ends", () -> server.slots.active().get() == 0);
    hold.countDown();
    awaitTrue("the session ends", () -> first.sessions.get() + second.sessions.get() == 0);
    assertThat(first.rounds.get() + second.rounds.get()).isEqualTo(3);
  }

  @Test
  void honoursADeadline() throws Exception {
    var hold = new CountDownLatch(1);
    first.beforeVerdict =
        () -> {
          try {
            hold.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    second.beforeVerdict = first.beforeVerdict;
    var responses =
        GenerationServiceGrpc.newBlockingStub(server.channel)
            .withDeadlineAfter(300, TimeUnit.MILLISECONDS)
            .generate(request(300).build());
    var error =
        catchThrowable(
            () -> {
              while (responses.hasNext()) {
                responses.next();
              }
            });
    assertThat(Status.fromThrowable(error).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
    awaitTrue("the request ends", () -> server.slots.active().get() == 0);
    hold.countDown();
  }

  @Test
  void refusesMoreRequestsThanItHasRoomFor() throws Exception {
    var hold = new CountDownLatch(1);
    first.beforeVerdict =
        () -> {
          try {
            hold.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        };
    second.beforeVerdict = first.beforeVerdict;
    try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      var running =
          List.of(
              clients.submit(() -> reply(request(20)).ids()),
              clients.submit(() -> reply(request(20)).ids()),
              clients.submit(() -> reply(request(20)).ids()));
      awaitTrue("all slots are taken", () -> server.slots.active().get() == 3);
      assertReason(
          catchThrowable(() -> reply(request(20))),
          Status.Code.RESOURCE_EXHAUSTED,
          ErrorReason.ERROR_REASON_OVERLOADED);
      hold.countDown();
      for (var text : running) {
        assertThat(text.get()).isEqualTo(plainText(20));
      }
    }
  }

  @Test
  void letsASlowReaderSlowOnlyItselfAndEndsItInTheEnd() {
    server.close();
    server =
        new DraftServer(
            new LetterText(),
            NO_LOADER,
            List.of(first.address(), second.address()),
            new ServingParts.Times(60_000, 200, 100));
    // Trees make each message large enough that the transport's window fills up.
    server.stand.generations.swap(new HashDraft("v".repeat(30_000), 0.5, PROMPT));
    var call = Context.current().withCancellation();
    call.run(() -> call(request(400).setShowTree(true)).next());
    awaitTrue("the reader is given up", () -> server.slots.active().get() == 0);
    assertThat(first.rounds.get() + second.rounds.get()).isLessThan(100);
    assertThat(reply(request(10)).ids()).isEqualTo(plainText(10));
    call.cancel(null);
  }

  @Test
  void tellsWhatIsServed() {
    var draft = new HashDraft("d1", 0.8, PROMPT);
    server.stand.generations.swap(draft);
    reply(request(60));
    var status =
        GenerationServiceGrpc.newBlockingStub(server.channel)
            .status(StatusRequest.getDefaultInstance());
    assertThat(status.getDraftVersion()).isEqualTo("d1");
    assertThat(status.getFingerprint()).isEqualTo("target");
    assertThat(status.getModelName()).isEqualTo("letters");
    assertThat(status.getTotalRequests()).isEqualTo(1);
    assertThat(status.getNumDrafts()).isPositive();
    assertThat(status.getNumDraftTokens()).isGreaterThan(status.getNumAcceptedTokens());
    assertThat(status.getNumAcceptedTokens()).isPositive();
    assertThat(draft.closed).isFalse();
  }

  @Test
  void keepsPromptsOutOfItsLogs() {
    var logged = new java.util.concurrent.ConcurrentLinkedQueue<String>();
    var handler =
        new java.util.logging.Handler() {
          @Override
          public void publish(java.util.logging.LogRecord line) {
            logged.add(
                line.getMessage()
                    + java.util.Arrays.toString(line.getParameters())
                    + line.getThrown());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    var root = java.util.logging.Logger.getLogger("");
    root.addHandler(handler);
    try {
      first.failAtRound = 2;
      second.failAtRound = 3;
      reply(GenerateRequest.newBuilder().setPrompt("canary-in-the-mine").setMaxTokens(20));
      assertThat(
              catchThrowable(
                  () -> reply(GenerateRequest.newBuilder().setPrompt("canary").setMaxTokens(-1))))
          .hasMessageNotContaining("canary");
    } finally {
      root.removeHandler(handler);
    }
    assertThat(logged).isNotEmpty().noneMatch(line -> line.contains("canary"));
  }
}
