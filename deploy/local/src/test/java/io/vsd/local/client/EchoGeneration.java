package io.vsd.local.client;

import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.vsd.proto.error.GrpcErrors;
import io.vsd.proto.error.v1.ErrorReason;
import io.vsd.proto.generation.v1.ChatMessage;
import io.vsd.proto.generation.v1.Expert;
import io.vsd.proto.generation.v1.Finished;
import io.vsd.proto.generation.v1.GenerateRequest;
import io.vsd.proto.generation.v1.GenerateResponse;
import io.vsd.proto.generation.v1.GenerationServiceGrpc;
import io.vsd.proto.generation.v1.Started;
import io.vsd.proto.generation.v1.Token;
import io.vsd.proto.generation.v1.Tokens;
import io.vsd.proto.speculation.v1.FinishReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A draft-service in memory behind real gRPC: it answers with the last message's words, one token a
 * word, every second one "accepted". A message {@code refuse} is refused, {@code endless} has an
 * answer that never ends by itself.
 */
public final class EchoGeneration extends GenerationServiceGrpc.GenerationServiceImplBase
    implements AutoCloseable {
  private final List<GenerateRequest> requests = Collections.synchronizedList(new ArrayList<>());
  private final CountDownLatch cancelled = new CountDownLatch(1);
  private final Server server;

  /** Listens on a free port. */
  public EchoGeneration() throws IOException {
    this.server = ServerBuilder.forPort(0).addService(this).build().start();
  }

  /** Where it listens. */
  public String address() {
    return "127.0.0.1:" + server.getPort();
  }

  /** What was asked so far. */
  public List<GenerateRequest> requests() {
    return List.copyOf(requests);
  }

  /** Whether a client has gone away from a call, waiting some seconds for it. */
  public boolean awaitCancelled() throws InterruptedException {
    return cancelled.await(10, TimeUnit.SECONDS);
  }

  @Override
  public void generate(GenerateRequest request, StreamObserver<GenerateResponse> observer) {
    requests.add(request);
    ChatMessage last = request.getChat().getMessages(request.getChat().getMessagesCount() - 1);
    if (last.getContent().equals("refuse")) {
      observer.onError(
          GrpcErrors.of(
              Status.Code.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_EMPTY_PROMPT, "no token"));
      return;
    }
    observer.onNext(
        GenerateResponse.newBuilder().setStarted(Started.newBuilder().addPromptIds(7)).build());
    Tokens.Builder round = Tokens.newBuilder().setRound(1);
    String[] words = last.getContent().split(" ", -1);
    for (int i = 0; i < words.length; i++) {
      round.addTokens(
          Token.newBuilder()
              .setId(100 + i)
              .setText(words[i] + " ")
              .setAcceptedDepth(i % 2)
              .setExpert(i % 2 == 0 ? Expert.EXPERT_UNSPECIFIED : Expert.EXPERT_NETWORK));
    }
    observer.onNext(GenerateResponse.newBuilder().setTokens(round).build());
    if (last.getContent().equals("endless")) {
      ((ServerCallStreamObserver<GenerateResponse>) observer)
          .setOnCancelHandler(cancelled::countDown);
      return;
    }
    observer.onNext(
        GenerateResponse.newBuilder()
            .setFinished(
                Finished.newBuilder()
                    .setFinishReason(FinishReason.FINISH_REASON_STOP)
                    .setTail("!")
                    .setRounds(2)
                    .setAcceptanceLength(1.5)
                    .setFirstTokenSeconds(0.1)
                    .setSeconds(0.3))
            .build());
    observer.onCompleted();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
