package io.vsd.draft.generation;

import static io.vsd.draft.fixtures.Await.awaitTrue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.grpc.Context;
import io.grpc.Status;
import io.vsd.draft.fixtures.DraftServer;
import io.vsd.draft.fixtures.HashDraft;
import io.vsd.draft.fixtures.LetterText;
import io.vsd.proto.error.GrpcErrors;
import io.vsd.proto.error.v1.ErrorReason;
import io.vsd.proto.generation.v1.GenerateRequest;
import io.vsd.proto.generation.v1.GenerationServiceGrpc;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who is refused, who is given up, and that others do not notice. */
class GenerationLimitsTest extends GenerationStand {

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
    awaitTrue("the verifier hears of it", () -> first.ended.get() + second.ended.get() > 0);
    hold.countDown();
    awaitTrue("the session ends", () -> first.sessions.get() + second.sessions.get() == 0);
    assertThat(first.rounds.get() + second.rounds.get()).isEqualTo(3);
  }

  @Test
  void honoursADeadline() throws Exception {
    var hold = verdictsWait();
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
    var hold = verdictsWait();
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

  /** No verifier answers until the latch is open. */
  private CountDownLatch verdictsWait() {
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
    return hold;
  }
}
